/**
 * A feed cursor says: of every conversation whose newest change is at or before `position` this device has the state,
 * and it has every change at or before `base`. Pages follow the newest change of each conversation, so between two
 * pages the two differ: a conversation still to come may hold rows that changed long before. Both travel in one safe
 * integer, as position × 64 + k with base = position − 2^k rounded down, never up: too much is sent, never too little.
 * k = 0 stands for base = position, the cursor of a device that is up to date.
 */
export interface FeedCursor {
  readonly position: number;
  readonly base: number;
}

const STEP = 64;

export const encodeCursor = ({ position, base }: FeedCursor): number => {
  let k = 0;
  if (base < position) for (k = 1; 2 ** k < position - base; ) k++;
  return position * STEP + k;
};

export const decodeCursor = (cursor: number): FeedCursor => {
  const k = cursor % STEP;
  const position = (cursor - k) / STEP;
  return { position, base: k === 0 ? position : Math.max(0, position - 2 ** k) };
};
