import type { ChapterMessage } from './chapter-message.ts';

/**
 * The order every replica shows: stamped ones by `seq`, then own ones that are not on the server yet by time, then id.
 */
export const compareMessages = (a: ChapterMessage, b: ChapterMessage): number => {
  if (a.stamp !== undefined && b.stamp !== undefined && a.stamp.seq !== b.stamp.seq) return a.stamp.seq - b.stamp.seq;
  if ((a.stamp === undefined) !== (b.stamp === undefined)) return a.stamp === undefined ? 1 : -1;
  if (a.stamp === undefined && a.at !== b.at) return a.at - b.at;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

/** A clock that runs ahead is never a reason to show the future: the stamp's time bounds the author's. */
export const shownAt = (message: Pick<ChapterMessage, 'at' | 'stamp'>): number =>
  message.stamp === undefined ? message.at : Math.min(message.at, message.stamp.at);

/** From this long between writing and arriving on, a message is marked as late. */
const LATE_AFTER = 10 * 60 * 1_000;

/** When it reached the server, for a message that was written long before. */
export const arrivedLate = (message: ChapterMessage): number | undefined =>
  message.stamp !== undefined && message.deletedBy === undefined && message.stamp.at - message.at > LATE_AFTER
    ? message.stamp.at
    : undefined;
