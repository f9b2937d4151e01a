import { createHmac, randomUUID } from 'node:crypto';
import type { Log } from '../../log.ts';
import type { Timers } from '../../timers.ts';
import type { Cluster, ClusterEvent, HearEvent } from '../cluster.ts';
import { createLookAgain } from './look-again.ts';
import { createOpenDocuments } from './open-documents.ts';
import { openRedis } from './open-redis.ts';
import { createPeers } from './peers.ts';
import { createRedisTokenBuckets } from './redis-token-buckets.ts';
import { createRedisUsedCodes } from './redis-used-codes.ts';
import { encodeMessage, type InstanceMessage, messagesOf, parseMessage, WIRE_LIMITS } from './wire.ts';

/** ms between signs of life. The last message that was lost is noticed by the next one. */
const LIVES_MS = 1_500;
/** ms between looks at everything open while events may not arrive: Redis is gone, or an instance is silent. */
const CUT_OFF_MS = 3_000;
/** The same while all is well. ms */
const ROUTINE_MS = 60_000;

export interface RedisClusterDependencies {
  readonly url: string;
  /** Of this server alone: names its channels, and hides what its keys are about. */
  readonly key: Buffer;
  /** ms, never set back. */
  readonly monotonic: () => number;
  readonly timers: Timers;
  readonly log: Log;
}

/** How names in Redis begin: servers that share a Redis do not meet. */
export const redisScope = (key: Buffer): string =>
  `skerry:${createHmac('sha256', key).update('scope').digest('base64url').slice(0, 16)}`;

/**
 * Instances that tell each other through Redis. Redis only makes them faster: whatever may have been missed is looked up in
 * the database, on a gap in the numbers of an instance, on each new connection, and by a timer.
 */
export const createRedisCluster = ({ url, key, monotonic, timers, log }: RedisClusterDependencies): Cluster => {
  const from = randomUUID();
  const scope = redisScope(key);
  const channel = `${scope}:events`;
  const keyOf =
    (purpose: string) =>
    (text: string): string =>
      `${scope}:${purpose}:${createHmac('sha256', key).update(`${purpose} ${text}`).digest('base64url')}`;

  let hear: HearEvent = () => undefined;
  let isHearing = false;
  let isLost = false;
  let lookedAt = monotonic();
  const onError = (error: unknown): void => log.error('event-failed', { error });
  const peers = createPeers(monotonic);
  const again = createLookAgain(
    () => {
      lookedAt = monotonic();
      return hear({ kind: 'events-missed' }, 'self');
    },
    timers,
    onError,
  );

  const lost = (cause: unknown): void => {
    isHearing = false;
    if (isLost) return;
    isLost = true;
    log.warn('redis-lost', { error: cause });
  };
  const found = (): void => {
    if (isLost) log.info('redis-found');
    isLost = false;
  };

  const commands = openRedis(url, 'skerry-commands', {
    onUp: () => {
      usedCodes.remind();
      // The others must know of this instance before they can miss it.
      void publish({ n, events: [] });
    },
    onDown: lost,
  });
  const sub = openRedis(url, 'skerry-events', {
    onUp: () => {
      sub.redis.subscribe(channel, ...open.channels()).then(
        () => {
          isHearing = true;
          found();
          again.ask();
        },
        () => sub.redis.disconnect(true),
      );
    },
    onDown: lost,
  });
  const open = createOpenDocuments(sub, commands, (document) => keyOf('open')(document));
  const usedCodes = createRedisUsedCodes(commands, keyOf('code'), monotonic);

  let n = 0;
  let waiting: ClusterEvent[] = [];
  const publish = async (message: Omit<InstanceMessage, 'from'>): Promise<void> => {
    // What does not arrive leaves a gap in the numbers, by which the others notice.
    if (commands.isUp)
      await commands.redis.publish(channel, encodeMessage({ from, ...message })).catch(() => undefined);
  };
  const flush = (): Promise<unknown> => {
    const events = waiting;
    waiting = [];
    return Promise.all(messagesOf(events).map((some) => publish({ n: ++n, events: some })));
  };

  sub.redis.on('messageBuffer', (on: Buffer, data: Buffer) => {
    if (on.toString() !== channel || data.byteLength > WIRE_LIMITS.messageBytes) return;
    const message = parseMessage(data.toString());
    if (message === undefined || message.from === from) return;
    // An event of a newer version may be about anything.
    if (peers.hear(message) || message.strange > 0) again.ask();
    for (const event of message.events) {
      try {
        Promise.resolve(hear(event, 'other')).catch(onError);
      } catch (error) {
        onError(error);
      }
    }
  });

  const stop = timers.repeat(LIVES_MS, () => {
    void publish({ n, events: [] });
    const isCutOff = !isHearing || peers.anySilent();
    if (!isHearing) lost(undefined);
    if (lookedAt + (isCutOff ? CUT_OFF_MS : ROUTINE_MS) <= monotonic()) again.ask();
  });

  return {
    tell: async (event) => {
      if (waiting.push(event) === 1) timers.nextTurn(() => void flush());
      await hear(event, 'self');
    },
    listen: (listener) => {
      hear = listener;
    },
    opened: open.opened,
    closed: open.closed,
    createTokenBuckets: (name, size) => createRedisTokenBuckets(size, commands, keyOf(`limit ${name}`), monotonic),
    usedCodes,
    isLinked: () => isHearing && commands.isUp,
    close: async () => {
      stop();
      again.close();
      await flush();
      await publish({ n, events: [], ends: true });
      sub.close();
      commands.close();
    },
  };
};
