import * as Y from 'yjs';
import { ownerOf } from '../ids/client-id.ts';
import type { Limits } from '../protocol/limits.ts';

/** Everything that makes a chapter full. */
export interface ChapterSize {
  /** Message ids ever written, dead ones included. */
  readonly messages: number;
  readonly clientIds: number;
  /** Encoded size, as the caller tracks it. */
  readonly bytes: number;
}

/** What an update adds to a chapter. */
export interface Growth {
  readonly messages: number;
  /** Client ids it writes under, known ones included. */
  readonly clients: readonly number[];
  readonly bytes: number;
}

interface Counted {
  readonly size: number;
  readonly byOwner: ReadonlyMap<number, readonly number[]>;
}
const counted = new WeakMap<Y.Doc, Counted>();

/** A document's client ids by account number. A document never loses an id, so their number tells when to count again. */
const idsByOwner = (doc: Y.Doc): Counted['byOwner'] => {
  const { clients } = doc.store;
  const known = counted.get(doc);
  if (known?.size === clients.size) return known.byOwner;
  const byOwner = Map.groupBy(clients.keys(), ownerOf);
  counted.set(doc, { size: clients.size, byOwner });
  return byOwner;
};

/** Client ids that one account has in a document once an update under `clients` is in it. */
export const clientIdsOf = (doc: Y.Doc, owner: number, clients: readonly number[] = []): number => {
  let count = idsByOwner(doc).get(owner)?.length ?? 0;
  for (const client of clients) if (ownerOf(client) === owner && !doc.store.clients.has(client)) count++;
  return count;
};

/** Structs that one account has ever written into a document, dead ones included. */
export const writesOf = (doc: Y.Doc, owner: number): number => {
  let writes = 0;
  for (const client of idsByOwner(doc).get(owner) ?? []) writes += Y.getState(doc.store, client);
  return writes;
};

const NOTHING: Growth = { messages: 0, clients: [], bytes: 0 };

/** The size of a chapter with what an update adds to it; the judge, the server's own writes and devices all ask here. */
export const measureChapter = (doc: Y.Doc, bytes: number, growth: Growth = NOTHING): ChapterSize => {
  const added = growth.clients.filter((client) => !doc.store.clients.has(client));
  return {
    messages: doc.getMap('messages')._map.size + growth.messages,
    clientIds: doc.store.clients.size + added.length,
    bytes: bytes + growth.bytes,
  };
};

/** Whether a chapter is at its limit by any measure, or at that many times of it. */
export const isFull = (size: ChapterSize, limits: Limits, times = 1): boolean =>
  size.messages >= limits.chapterMessages * times ||
  size.clientIds >= limits.chapterClientIds * times ||
  size.bytes >= limits.chapterBytes * times;

export const isChapterFull = (doc: Y.Doc, bytes: number, limits: Limits, times = 1): boolean =>
  isFull(measureChapter(doc, bytes), limits, times);
