import type { Splice } from './protocol.ts';

interface Keyed {
  readonly key: string;
}

/** Whether only the content of entries changed: same keys, same places. */
export const isUpdate = (entries: readonly Keyed[], splice: Splice): boolean =>
  splice.remove === splice.insert.length &&
  splice.insert.every((entry, index) => entries[splice.at + index]?.key === entry.key);
