import type * as Y from 'yjs';

/** Makes a text read `next` with one cut and one insertion where they differ, so that a concurrent writer's words stay. */
export const writeText = (text: Y.Text, next: string): void => {
  const before = text.toString();
  if (before === next) return;
  let start = 0;
  const shorter = Math.min(before.length, next.length);
  while (start < shorter && before[start] === next[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === next[next.length - 1 - end]) end++;
  // Never between the halves of a surrogate pair: each half alone would be replaced by U+FFFD on the wire.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--;
  const removed = before.length - start - end;
  if (removed > 0) text.delete(start, removed);
  const added = next.slice(start, next.length - end);
  if (added.length > 0) text.insert(start, added);
};

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
