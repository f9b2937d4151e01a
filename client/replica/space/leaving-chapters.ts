import type { DocumentRecord } from '../records.ts';

/** How much of a conversation a device keeps: everything, what is younger than this, or the newest chapter alone. */
export type Span = 'all' | 'months' | 'last';
/** Three months. ms */
const MONTHS = 92 * 86_400_000;
/** Younger ones stay whatever is chosen: a server restored from a backup may lack them. ms */
const YOUNG = 14 * 86_400_000;

export interface HeldChapter {
  readonly chapter: number;
  readonly record: DocumentRecord;
  /** As the server's directory has it; 0: the server does not know the chapter. */
  readonly version: number;
  /** When its newest message was written, ms since 1970; undefined: that is not known. */
  readonly newestAt: number | undefined;
}

/** Everything in it is on the server, as far as the server has it: it can come back. */
export const isSafe = ({ record, version }: Pick<HeldChapter, 'record' | 'version'>): boolean =>
  version > 0 &&
  record.synced > 0 &&
  record.unsent === 0 &&
  !record.open &&
  record.handled.length === 0 &&
  record.building === undefined &&
  record.retiring === undefined &&
  record.madeAnew === undefined;

/** The chapters that may leave the device, the oldest first. The newest one stays, and whatever is not on the server. */
export const leavingChapters = (held: readonly HeldChapter[], span: Span, now: number): readonly number[] => {
  const newest = Math.max(...held.map(({ chapter }) => chapter));
  return held
    .filter(
      (one) =>
        span !== 'all' &&
        one.chapter !== newest &&
        isSafe(one) &&
        one.newestAt !== undefined &&
        one.newestAt < now - (span === 'last' ? YOUNG : MONTHS),
    )
    .map(({ chapter }) => chapter)
    .sort((a, b) => a - b);
};
