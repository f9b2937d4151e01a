import type * as Y from 'yjs';

/** A stamp as it is stored: `[seq, at]`, and `due` when the message disappears. Times in ms since 1970, by the server's clock. */
export type StoredStamp = readonly [seq: number, at: number, due?: number];

export const isStoredStamp = (value: unknown): value is StoredStamp =>
  Array.isArray(value) && (value.length === 2 || value.length === 3) && value.every(Number.isSafeInteger);

/** The newest item under a key, dead ones included; undefined when the key was never written. (`map.has` is false for dead ones.) */
export const itemAt = (doc: Y.Doc, root: string, key: string): Y.Item | undefined => doc.getMap(root)._map.get(key);
