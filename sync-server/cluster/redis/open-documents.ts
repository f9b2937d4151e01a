import type { RedisLink } from './open-redis.ts';

/**
 * Which documents instances have open: each subscribes to a channel of the document, so that Redis forgets an instance
 * together with its connection.
 */
export const createOpenDocuments = (
  sub: Pick<RedisLink, 'redis' | 'isUp'>,
  commands: Pick<RedisLink, 'redis' | 'isUp'>,
  channelOf: (document: string) => string,
) => {
  const open = new Map<string, number>();

  return {
    /** To subscribe to on a new connection. */
    channels: (): string[] => [...open.keys()].map(channelOf),
    /** @returns whether another instance has it open too; true when that is unknown */
    opened: async (document: string): Promise<boolean> => {
      open.set(document, (open.get(document) ?? 0) + 1);
      if (!sub.isUp || !commands.isUp) return true;
      const channel = channelOf(document);
      try {
        // Subscribed before it asks: of two instances that open it at once, none is alone.
        await sub.redis.subscribe(channel);
        const [, count] = (await commands.redis.pubsub('NUMSUB', channel)) as unknown[];
        return Number(count) !== 1;
      } catch {
        return true;
      }
    },
    closed: (document: string): void => {
      const count = open.get(document);
      if (count === undefined) return;
      if (count > 1) return void open.set(document, count - 1);
      open.delete(document);
      if (sub.isUp) sub.redis.unsubscribe(channelOf(document)).catch(() => undefined);
    },
  };
};
