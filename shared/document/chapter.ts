import type * as Y from 'yjs';

/** Names of a chapter's roots; each is a flat Y.Map. */
export const CHAPTER_ROOTS = ['messages', 'edits', 'reactions', 'votes', 'deletions', 'stamps', 'events'] as const;
export type ChapterRoot = (typeof CHAPTER_ROOTS)[number];

/** A stamp as it is stored: `[seq, at]`, at in ms since 1970. */
export type StoredStamp = readonly [seq: number, at: number];

export const isStoredStamp = (value: unknown): value is StoredStamp =>
  Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && Number.isSafeInteger(value[1]);

/** The newest item under a key, dead ones included; undefined when the key was never written. (`map.has` is false for dead ones.) */
export const itemAt = (doc: Y.Doc, root: string, key: string): Y.Item | undefined => doc.getMap(root)._map.get(key);
