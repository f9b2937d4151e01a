import type * as Y from 'yjs';
import { itemAt } from '../document/chapter.ts';
import type { Write } from './resolve.ts';

/**
 * How many things an update makes appear to others: messages, edits, reactions, votes, pins and what it sets. Taking
 * something back makes nothing appear; deleting what was never here leaves the mark of a deleted message.
 */
export const countShown = (doc: Y.Doc, writes: readonly Write[]): number => {
  let count = 0;
  for (const { root, key, content } of writes) {
    if (content.kind === 'deleted') continue;
    if (root === 'deletions' && key !== undefined && itemAt(doc, 'messages', key) !== undefined) continue;
    count++;
  }
  return count;
};
