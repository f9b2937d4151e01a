import type { Splice } from './protocol.ts';

interface Keyed {
  readonly key: string;
}

/**
 * Whether a splice puts older entries before what is shown: the list must then keep its place from its end. A day line
 * above the oldest message may be replaced or stay, so the first two rows count as its beginning.
 */
export const isPrepend = (splice: Splice, length: number): boolean => {
  const end = splice.at + splice.remove;
  return length > 2 && splice.insert.length > splice.remove && end <= 2 && end < length;
};

/** Whether only the content of entries changed: same keys, same places. */
export const isUpdate = (entries: readonly Keyed[], splice: Splice): boolean =>
  splice.remove === splice.insert.length &&
  splice.insert.every((entry, index) => entries[splice.at + index]?.key === entry.key);
