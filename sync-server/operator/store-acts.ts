import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { type DocumentName, parseDocumentName } from '../../shared/document/name.ts';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { Blobs } from '../../storage/ports/blobs.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import { ServerDocument } from '../admission/server-document.ts';
import { collectBlobs } from '../blobs/collect-blobs.ts';
import { compactUnopened } from '../documents/persistence.ts';
import { done, type OperatorAnswer } from './acts.ts';

export interface StoreActDependencies {
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly store: Pick<BlobStore, 'list' | 'abort' | 'remove'>;
  /** Documents that are open now; none where no server runs. */
  readonly isOpen: (name: string) => boolean;
  readonly dialect: 'sqlite' | 'postgres';
  /** Undefined while a server runs, which would stand still meanwhile, and for PostgreSQL, which reuses its space itself. */
  readonly vacuum: (() => void) | undefined;
  /** Something is to be removed. */
  readonly onReleased: () => void;
  readonly now: () => number;
}

/** The database of an opened folder, made as small as it can be. */
export const vacuumOf = (database: DatabaseSync) => (): void => {
  database.exec('vacuum');
  database.exec('pragma wal_checkpoint(truncate)');
};

/** Documents of one act; more are left to the next. */
const MOST_COMPACTED = 1_000_000;
/** Listed one by one up to this many. */
const MOST_LISTED = 1_000;

/** What the person who runs the server does with what is stored. */
export const createStoreActs = (deps: StoreActDependencies) => {
  const { journal, isOpen } = deps;

  const compact = async (): Promise<OperatorAnswer> => {
    // Those that are open are compacted when they close.
    const open = (name: DocumentName): ServerDocument | undefined => {
      const address = parseDocumentName(name);
      return address === undefined ? undefined : new ServerDocument(name, address, new Y.Doc());
    };
    const count = await compactUnopened(journal, 0, isOpen, open, MOST_COMPACTED);
    deps.vacuum?.();
    const made = `Compacted ${count} document${count === 1 ? '' : 's'}`;
    if (deps.dialect === 'postgres') return done(`${made}.`);
    return done(
      deps.vacuum === undefined
        ? `${made}. The file shrinks only when this runs with the server stopped.`
        : `${made} and the file.`,
    );
  };

  const collect = async (isDry: boolean): Promise<OperatorAnswer> => {
    const listed: string[] = [];
    let unlisted = 0;
    const counts = await collectBlobs({
      ...deps,
      isDry,
      isStopped: () => false,
      onFound: (why, id, size) => {
        if (listed.length < MOST_LISTED) listed.push(`${why}\t${id}\t${size ?? ''}`.trimEnd());
        else unlisted++;
      },
    });
    if (!isDry) deps.onReleased();
    const { abandoned, unreferenced, unreadable, strays, bytes } = counts;
    return done(
      ...listed,
      ...(unlisted > 0 ? [`… and ${unlisted} more`] : []),
      `${isDry ? 'Would remove' : 'Removing'} ${abandoned} abandoned, ${unreferenced} unreferenced, ${unreadable} unreadable and ${strays} unknown files: ${bytes} bytes that the database knows of.`,
    );
  };

  return { compact, collect };
};
