import { type BucketSize, createTokenBuckets, type TokenBuckets } from '../../rate-limits/token-buckets.ts';
import type { RedisLink } from './open-redis.ts';

/** Takes tokens by the clock of Redis, and answers how many are missing. A negative count gives some back. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local capacity, ms, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local found = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = capacity
if found[1] and found[2] then
  tokens = math.min(capacity, tonumber(found[1]) + math.max(0, now - tonumber(found[2])) / ms)
end
if tokens < count then return tostring(count - tokens) end
tokens = tokens - count
if tokens >= capacity then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
  redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) * ms) + 1000)
end
return '0'`;

/**
 * Token buckets that all instances share. While Redis does not answer, each instance counts alone: people go on working,
 * and nobody gets more than as many tokens as there are instances.
 * @param keyOf hides addresses and accounts from Redis
 */
export const createRedisTokenBuckets = (
  { capacity, secondsPerToken }: BucketSize,
  link: Pick<RedisLink, 'redis' | 'isUp'>,
  keyOf: (key: string) => string,
  monotonic: () => number,
): TokenBuckets => {
  const alone = createTokenBuckets({ capacity, secondsPerToken }, monotonic);

  /** @returns how many are missing; undefined without Redis */
  const change = async (key: string, count: number): Promise<number | undefined> => {
    if (!link.isUp) return undefined;
    try {
      const missing = Number(
        await link.redis.eval(TAKE, 1, keyOf(key), capacity, Math.ceil(secondsPerToken * 1_000), count),
      );
      return Number.isFinite(missing) && missing >= 0 ? missing : undefined;
    } catch {
      return undefined;
    }
  };

  return {
    take: async (key, count = 1) => {
      const missing = await change(key, count);
      if (missing === undefined) return alone.take(key, count);
      return missing === 0 ? 0 : Math.max(1, Math.ceil(missing * secondsPerToken));
    },
    refund: async (key) => {
      await Promise.all([change(key, -1), alone.refund(key)]);
    },
    forget: async (key) => {
      await Promise.all([link.isUp ? link.redis.del(keyOf(key)).catch(() => undefined) : undefined, alone.forget(key)]);
    },
  };
};
