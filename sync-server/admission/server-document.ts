import type * as Y from 'yjs';
import type { DocumentAddress, DocumentName } from '../../shared/document/name.ts';
import { PERMISSIONS } from '../../shared/permissions/table.ts';
import type { JournalRow } from '../../storage/ports/journal.ts';
import type { Waiting } from './admission.ts';
import { DocumentQueue } from './document-queue.ts';

/**
 * Origin of admitted updates; any other origin on a live document, except the journal's, is a bug that stops the process.
 */
export const ADMITTED = Symbol('admitted');
/** Origin of rows from the journal: at load, or when another instance wrote. */
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
  /** The journal still holds deleted text. */
  purge = false;

  constructor(name: DocumentName, address: DocumentAddress, doc: Y.Doc) {
    this.name = name;
    this.address = address;
    this.doc = doc;
    // These roots come before old drafts, because Yjs searches the roots in order for the name of each entry it encodes.
    if (address.kind === 'account') for (const row of PERMISSIONS) if (row.document === 'account') doc.getMap(row.root);
  }

  /** Takes over one journal row. Throws on a gap: the caller must load again. */
  advance(position: number, updates: JournalRow['updates'], apply: () => void): void {
    if (position !== this.version + 1) throw new Error(`${this.name}: row ${position} does not follow ${this.version}`);
    apply();
    this.version = position;
    for (const update of updates) this.tailBytes += update.byteLength;
    for (const update of updates) this.bytes += update.byteLength;
    this.tailRows++;
  }

  /** Takes over a whole stored state, which contains this one. */
  jump(version: number, updates: JournalRow['updates'], apply: () => void): void {
    if (version < this.version) throw new Error(`${this.name}: storage is at ${version}, behind ${this.version}`);
    apply();
    this.version = version;
    this.bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
  }
}

/** Runs work with a live document, which is loaded for it when nobody has it open. */
export type WithDocument = <T>(name: DocumentName, work: (live: ServerDocument) => Promise<T>) => Promise<T>;
