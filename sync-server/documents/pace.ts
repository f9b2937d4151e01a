/** What one account may send before it is slowed down: generous for people and backlogs, dull for floods. */
const FRAMES_PER_SECOND = 400;
const FRAMES_BURST = 2_000;
const BYTES_PER_SECOND = 4 * 1024 * 1024;
const BYTES_BURST = 64 * 1024 * 1024;
const MAX_WAIT_MS = 5_000;

interface Bucket {
  frames: number;
  bytes: number;
  at: number;
}

/**
 * Delays the frames of an account that sends faster than it may; never refuses. One bucket for all of its connections;
 * full buckets are forgotten, so memory is bounded by the accounts that send.
 */
export const createPace = (monotonic: () => number, on: boolean) => {
  const buckets = new Map<number, Bucket>();

  const refill = (bucket: Bucket): void => {
    const seconds = Math.max(0, monotonic() - bucket.at) / 1000;
    bucket.at = monotonic();
    bucket.frames = Math.min(FRAMES_BURST, bucket.frames + seconds * FRAMES_PER_SECOND);
    bucket.bytes = Math.min(BYTES_BURST, bucket.bytes + seconds * BYTES_PER_SECOND);
  };

  const sweep = (): void => {
    if (buckets.size < 10_000) return;
    for (const [account, bucket] of buckets) {
      refill(bucket);
      if (bucket.frames >= FRAMES_BURST) buckets.delete(account);
    }
  };

  return async (account: number, bytes: number): Promise<void> => {
    if (!on) return;
    sweep();
    const bucket = buckets.get(account) ?? { frames: FRAMES_BURST, bytes: BYTES_BURST, at: monotonic() };
    buckets.set(account, bucket);
    refill(bucket);
    bucket.frames -= 1;
    bucket.bytes -= bytes;
    const debt = Math.max(-bucket.frames / FRAMES_PER_SECOND, -bucket.bytes / BYTES_PER_SECOND);
    if (debt > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, debt * 1000)));
  };
};
