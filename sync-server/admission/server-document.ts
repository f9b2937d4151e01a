import type * as Y from 'yjs';
import type { DocumentAddress, DocumentName } from '../../shared/document/name.ts';
import { PERMISSIONS } from '../../shared/permissions/table.ts';
import type { JournalRow } from '../../storage/ports/journal.ts';
import type { Waiting } from './admission.ts';
import { DocumentQueue } from './document-queue.ts';

/** Origin of the one way in; every other origin on a live document is a bug that stops the process. */
export const ADMITTED = Symbol('admitted');
/** Origin of rows that come from the journal: at load, or when another instance wrote. */
export const FROM_JOURNAL = Symbol('from journal');

/** A document in memory: its content is exactly the journal up to `version`. */
export class ServerDocument {
  readonly name: DocumentName;
  readonly address: DocumentAddress;
  readonly doc: Y.Doc;
  readonly queue = new DocumentQueue();
  /** Updates that arrived while the queue was busy, in order; several of one person are admitted as one. */
  readonly inbox: Waiting[] = [];
  version = 0;
  /** Encoded size, estimated: exact at load, then grown by what is applied. */
  bytes = 0;
  /** Rows and bytes since the last snapshot. */
  tailRows = 0;
  tailBytes = 0;
  /** Storage knows that the chapter is full. */
  toldFull = false;
  /** Deleted text still stands in the journal. */
  purge = false;

  constructor(name: DocumentName, address: DocumentAddress, doc: Y.Doc) {
    this.name = name;
    this.address = address;
    this.doc = doc;
    // They come before the drafts of the old form among the roots, which Yjs looks through for the name of each entry it encodes.
    if (address.kind === 'account') for (const row of PERMISSIONS) if (row.document === 'account') doc.getMap(row.root);
  }

  /** Takes one journal row into account. Throws on a gap: the caller must load again. */
  advance(position: number, updates: JournalRow['updates'], apply: () => void): void {
    if (position !== this.version + 1) throw new Error(`${this.name}: row ${position} does not follow ${this.version}`);
    apply();
    this.version = position;
    for (const update of updates) this.tailBytes += update.byteLength;
    for (const update of updates) this.bytes += update.byteLength;
    this.tailRows++;
  }

  /** Takes a whole stored state into account, which contains this one. */
  jump(version: number, updates: JournalRow['updates'], apply: () => void): void {
    if (version < this.version) throw new Error(`${this.name}: storage is at ${version}, behind ${this.version}`);
    apply();
    this.version = version;
    this.bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
  }
}
