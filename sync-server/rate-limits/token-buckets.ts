/** Promises, since several instances count together. */
export interface TokenBuckets {
  /** 0 when the tokens (one, when not said) were taken; otherwise the whole seconds until there are as many. */
  take(key: string, count?: number): Promise<number>;
  /** Gives one back: what was taken turned out to be harmless. */
  refund(key: string): Promise<void>;
  /** All is as if nothing had been taken. */
  forget(key: string): Promise<void>;
}

export interface BucketSize {
  /** Requests at once. */
  readonly capacity: number;
  /** Seconds until one more is allowed. */
  readonly secondsPerToken: number;
}

/** Keys remembered at most; the oldest is forgotten first. About 2 MB. */
const KEYS = 20_000;

/** @param monotonic ms, never set back */
export const createTokenBuckets = (size: BucketSize, monotonic: () => number, keys = KEYS): TokenBuckets => {
  const buckets = new Map<string, { tokens: number; at: number }>();

  const level = (key: string): number => {
    const bucket = buckets.get(key);
    if (bucket === undefined) return size.capacity;
    const gained = Math.max(0, monotonic() - bucket.at) / 1000 / size.secondsPerToken;
    return Math.min(size.capacity, bucket.tokens + gained);
  };

  const put = (key: string, tokens: number): void => {
    // Deleting first keeps the map in order of use.
    buckets.delete(key);
    if (tokens >= size.capacity) return;
    buckets.set(key, { tokens, at: monotonic() });
    if (buckets.size <= keys) return;
    const oldest = buckets.keys().next();
    if (!oldest.done) buckets.delete(oldest.value);
  };

  return {
    async take(key, count = 1) {
      const tokens = level(key);
      if (tokens < count) return Math.max(1, Math.ceil((count - tokens) * size.secondsPerToken));
      put(key, tokens - count);
      return 0;
    },
    async refund(key) {
      put(key, level(key) + 1);
    },
    async forget(key) {
      buckets.delete(key);
    },
  };
};
