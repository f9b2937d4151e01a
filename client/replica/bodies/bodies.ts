import * as encoding from 'lib0/encoding';
import * as sha256 from 'lib0/hash/sha256';
import { encodeBody } from '../../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../../shared/envelope/envelope.ts';
import { type SealBody, sealPlain } from '../../../shared/envelope/opened-body.ts';
import { openedDatabase } from '../documents/database-names.ts';
import type { Disk, RecordStore, Timers } from '../ports.ts';
import type { BodyScheme } from './body-scheme.ts';
import { type BodyShelf, createBodyShelf } from './body-shelf.ts';
import { decodeOpened, encodeOpened } from './opened-record.ts';

/** How many bodies sealed here are remembered, so that their entries, which are read at once, need no opening. */
const SEALED_HERE = 200;

/** The one place where bodies of this account are sealed and opened. */
export interface Bodies {
  readonly seal: SealBody;
  /** The shelf of a document; its opened bodies are kept beside it, as one record. */
  readonly shelfOf: (name: string, onOpened: (about: ReadonlySet<string>) => void) => Promise<BodyShelf>;
  /** The shelf for bodies outside documents; nothing of it is kept. */
  readonly looseShelf: (onOpened: (about: ReadonlySet<string>) => void) => BodyShelf;
  readonly close: () => Promise<void>;
}

const digestOf = ({ by, at, alg, body }: Envelope): string => {
  const out = encoding.createEncoder();
  for (const part of [by, at, alg]) encoding.writeVarUint(out, part);
  encoding.writeUint8Array(out, body);
  const digest = sha256.digest(encoding.toUint8Array(out)).subarray(0, 16);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

export const createBodies = (deps: {
  readonly scheme: BodyScheme;
  readonly timers: Timers;
  readonly disk: Disk;
  readonly userId: string;
}): Bodies => {
  const { scheme, timers } = deps;
  const algs = new Map(scheme.algs.map((one) => [one.alg, one]));
  const sealed = new Map<string, Uint8Array>();
  let store: Promise<RecordStore | undefined> | undefined;
  const openStore = (): Promise<RecordStore | undefined> => {
    store ??= deps.disk.openRecords(openedDatabase(deps.userId)).then(
      (opened) => {
        // If the browser emptied the database, missing bodies are opened again.
        opened.watch({ all: () => [], ended: () => {}, restored: () => {} });
        return opened;
      },
      () => {
        store = undefined;
        return undefined;
      },
    );
    return store;
  };

  const seal: SealBody = (root, header, body) => {
    const way = algs.get(scheme.algFor(root));
    if (way === undefined) return sealPlain(root, header, body);
    const plain = encodeBody(body);
    const envelope = { ...header, alg: way.alg, body: way.seal(plain, header) };
    sealed.set(digestOf(envelope), plain);
    for (const oldest of sealed.keys()) if (sealed.size > SEALED_HERE) sealed.delete(oldest);
    return encodeEnvelope(envelope);
  };
  const takeSealed = (digest: string): Uint8Array | undefined => {
    const plain = sealed.get(digest);
    sealed.delete(digest);
    return plain;
  };
  const base = { timers, algs, digestOf, sealedHere: takeSealed };

  return {
    seal,
    shelfOf: async (name, onOpened) => {
      // Without an `alg` to open there is no record to read.
      const kept = algs.size === 0 ? undefined : await (await openStore())?.get(name).catch(() => undefined);
      const write = async (opened: ReadonlyMap<string, Uint8Array>): Promise<boolean> => {
        const changes =
          opened.size === 0
            ? { put: [], remove: [name] }
            : { put: [[name, encodeOpened(opened)] as const], remove: [] };
        return (await (await openStore())?.write(changes)) ?? false;
      };
      return createBodyShelf({ ...base, kept: decodeOpened(kept), write, onOpened });
    },
    looseShelf: (onOpened) => createBodyShelf({ ...base, kept: new Map(), write: undefined, onOpened }),
    close: async () => (await store)?.close(),
  };
};
