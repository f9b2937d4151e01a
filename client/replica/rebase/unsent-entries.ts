import * as Y from 'yjs';
import { ownerOf } from '../../../shared/ids/client-id.ts';

export interface UnsentEntry {
  readonly root: string;
  readonly key: string;
  /** undefined: written and removed again, or overwritten. */
  readonly value: unknown;
  readonly alive: boolean;
}

const rootNames = (doc: Y.Doc): Map<unknown, string> => new Map([...doc.share].map(([name, type]) => [type, name]));

const lastValue = (item: Y.Item): unknown => {
  const content = item.content.getContent();
  return content[content.length - 1];
};

/**
 * Own map entries that the server lacks: items at or above the server's state vector. Only those are unsent; own entries
 * that the server had and no longer has were removed by somebody, and stay removed.
 */
export const unsentEntries = (doc: Y.Doc, server: Y.Doc, owner: number): readonly UnsentEntry[] => {
  const names = rootNames(doc);
  const entries: UnsentEntry[] = [];
  for (const [client, structs] of doc.store.clients) {
    if (ownerOf(client) !== owner) continue;
    const known = Y.getState(server.store, client);
    for (let i = structs.length - 1; i >= 0; i--) {
      const item = structs[i];
      if (item === undefined || item.id.clock + item.length <= known) break;
      if (!(item instanceof Y.Item)) continue;
      const root = names.get(item.parent);
      if (root === undefined || item.parentSub === null) continue;
      entries.push({
        root,
        key: item.parentSub,
        value: item.deleted ? undefined : lastValue(item),
        alive: !item.deleted,
      });
    }
  }
  // Earlier entries first, each client by itself.
  return entries.reverse();
};

/** Whether an item that the server has is deleted here. */
const isDeadHere = (doc: Y.Doc, { id }: Y.Item): boolean =>
  Y.getState(doc.store, id.client) > id.clock && Y.getItem(doc.store, id).deleted;

/** Keys of a root that were removed here without the server knowing: deleted here, present there. */
export const removedHere = (doc: Y.Doc, server: Y.Doc, root: string): string[] => {
  const keys: string[] = [];
  // The newest item here may be another one: changed, then removed.
  for (const [key, item] of server.getMap(root)._map)
    if (!item.deleted && doc.getMap(root)._map.get(key)?.deleted === true && isDeadHere(doc, item)) keys.push(key);
  return keys;
};

/** Whether a root text has characters that are deleted here and present on the server. */
export const textRemovedHere = (doc: Y.Doc, server: Y.Doc, root: string): boolean => {
  for (let item = server.getText(root)._start; item !== null; item = item.right) {
    if (!item.deleted && isDeadHere(doc, item)) return true;
  }
  return false;
};
