import * as Y from 'yjs';
import { ownerOf } from '../ids/client-id.ts';
import { HANGING_ROOTS, messageIdOf } from './hanging.ts';

/** What was ever hung on messages: counts never fall while a document is in memory, so that removing makes no room. */
export interface HangingCounts {
  editsOf(messageId: string): { readonly count: number; readonly bytes: number };
  reactionsOf(messageId: string): number;
  /** Reactions of one account to one message. */
  reactionsBy(messageId: string, account: number): number;
  /** Bytes of edits, reactions and votes that one account has written. */
  bytesBy(account: number): number;
}

const kept = new WeakMap<Y.Doc, HangingCounts>();
const NONE = { count: 0, bytes: 0 } as const;

const create = (doc: Y.Doc): HangingCounts => {
  const edits = new Map<string, { count: number; bytes: number }>();
  const reactions = new Map<string, number>();
  const bytes = new Map<number, number>();
  const seen = new Set<string>();
  const raise = <K>(map: Map<K, number>, key: K, by: number) => void map.set(key, (map.get(key) ?? 0) + by);

  const note = (root: (typeof HANGING_ROOTS)[number], key: string): void => {
    const item = doc.getMap(root)._map.get(key);
    if (item === undefined) return;
    const place = `${root}/${key}`;
    // A removal is no writing.
    if (item.deleted && seen.has(place)) return;
    const size = item.content instanceof Y.ContentBinary ? item.content.content.byteLength : 0;
    raise(bytes, ownerOf(item.id.client), size + key.length);
    const messageId = messageIdOf(key);
    if (seen.has(place)) return;
    seen.add(place);
    if (root === 'edits') {
      const before = edits.get(messageId) ?? NONE;
      edits.set(messageId, { count: before.count + 1, bytes: before.bytes + size });
    } else if (root === 'reactions') {
      raise(reactions, messageId, 1);
      raise(reactions, key.slice(0, key.lastIndexOf('/')), 1);
    }
  };

  for (const root of HANGING_ROOTS) {
    const map = doc.getMap(root);
    for (const key of map._map.keys()) note(root, key);
    map.observe((event) => {
      for (const key of event.keysChanged) note(root, key);
    });
  }
  return {
    editsOf: (messageId) => edits.get(messageId) ?? NONE,
    reactionsOf: (messageId) => reactions.get(messageId) ?? 0,
    reactionsBy: (messageId, account) => reactions.get(`${messageId}/${account}`) ?? 0,
    bytesBy: (account) => bytes.get(account) ?? 0,
  };
};

/** Counted when the first is asked for, then kept up to date by what each transaction changes. */
export const hangingCounts = (doc: Y.Doc): HangingCounts => {
  const found = kept.get(doc) ?? create(doc);
  kept.set(doc, found);
  return found;
};
