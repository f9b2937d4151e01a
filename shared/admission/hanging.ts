import type * as Y from 'yjs';
import type { Work } from './work.ts';

/** What hangs on messages: keys begin with the id of the message. */
export const HANGING_ROOTS = ['edits', 'reactions', 'votes'] as const;
const ID_LENGTH = 26;

/** The id of the message that an entry hangs on. */
export const messageIdOf = (key: string): string => key.slice(0, ID_LENGTH);

interface HangingEntry {
  readonly root: string;
  readonly key: string;
}

type ByMessage = Map<string, HangingEntry[]>;

const indexes = new WeakMap<Y.Doc, ByMessage>();

/** Keys by the message they hang on: made once for a document, then grown with each transaction. Keys never leave it. */
const indexOf = (doc: Y.Doc, work?: Work): ByMessage => {
  const known = indexes.get(doc);
  if (known !== undefined) return known;
  const byMessage: ByMessage = new Map();
  indexes.set(doc, byMessage);
  for (const root of HANGING_ROOTS) {
    const map = doc.getMap(root);
    const seen = new Set<string>();
    const add = (key: string): void => {
      if (seen.has(key)) return;
      seen.add(key);
      const id = messageIdOf(key);
      const entries = byMessage.get(id);
      if (entries === undefined) byMessage.set(id, [{ root, key }]);
      else entries.push({ root, key });
    };
    work?.add(map._map.size);
    for (const key of map._map.keys()) add(key);
    map.observe(({ keysChanged }) => {
      for (const key of keysChanged) if (key !== null) add(key);
    });
  }
  return byMessage;
};

/** Edits, reactions and votes of a message, dead ones included. */
export const hangingOn = (doc: Y.Doc, messageId: string, work?: Work): readonly HangingEntry[] => {
  const entries = indexOf(doc, work).get(messageId) ?? [];
  work?.add(entries.length);
  return entries;
};
