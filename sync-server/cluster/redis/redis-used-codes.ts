import { CODE_GOOD_MS, createUsedCodes, type UsedCodes } from '../../sign-in/used-codes.ts';
import type { RedisLink } from './open-redis.ts';

export interface SharedUsedCodes extends UsedCodes {
  /** Redis is there again, perhaps empty: it learns the codes that were used here. */
  remind(): void;
}

/**
 * Used codes that all instances share; each also keeps its own. While Redis does not answer, a code is used on the instance
 * that took it, and everywhere once Redis is back.
 * @param keyOf hides account and code from Redis
 */
export const createRedisUsedCodes = (
  link: Pick<RedisLink, 'redis' | 'isUp'>,
  keyOf: (key: string) => string,
  monotonic: () => number,
): SharedUsedCodes => {
  const own = createUsedCodes(monotonic);
  const taken = new Map<string, number>();

  const forgetOld = (): void => {
    for (const [key, at] of taken) {
      if (monotonic() - at < CODE_GOOD_MS) break;
      taken.delete(key);
    }
  };
  const keyFor = (userId: string, code: string): string => keyOf(`${userId} ${code.replaceAll(/\D/g, '')}`);

  return {
    take: async (userId, code) => {
      if (!(await own.take(userId, code))) return false;
      const key = keyFor(userId, code);
      forgetOld();
      taken.set(key, monotonic());
      if (!link.isUp) return true;
      try {
        return (await link.redis.set(key, '1', 'PX', CODE_GOOD_MS, 'NX')) === 'OK';
      } catch {
        return true;
      }
    },
    giveBack: async (userId, code) => {
      await own.giveBack(userId, code);
      const key = keyFor(userId, code);
      taken.delete(key);
      if (link.isUp) await link.redis.del(key).catch(() => undefined);
    },
    remind: () => {
      forgetOld();
      for (const [key, at] of taken) {
        const left = Math.ceil(CODE_GOOD_MS - (monotonic() - at));
        if (left > 0) link.redis.set(key, '1', 'PX', left).catch(() => undefined);
      }
    },
  };
};
