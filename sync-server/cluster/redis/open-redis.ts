import { Redis, type RedisOptions } from 'ioredis';

/** ms between questions whether the other end still answers, and until an answer counts as missing. */
const PING_MS = 1_500;
const ANSWER_MS = 2_000;
const CONNECT_MS = 3_000;
/** Longest pause before the next attempt to connect. ms */
const RETRY_MS = 1_000;

/**
 * Nothing waits for a connection that is not there: commands fail at once, none is repeated later, and what a connection
 * must subscribe to again its owner knows.
 */
const OPTIONS = {
  enableOfflineQueue: false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  commandTimeout: ANSWER_MS,
  disconnectTimeout: 500,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), RETRY_MS) * (0.75 + Math.random() / 2),
} satisfies RedisOptions;

/** One connection, which comes back by itself. */
export interface RedisLink<R extends Redis = Redis> {
  readonly redis: R;
  /** Connected, and answering as far as is known. */
  readonly isUp: boolean;
  close(): void;
}

/** How a connection changes. */
export interface RedisLinkEvents {
  /** It is there, for the first time or again. */
  readonly onUp?: () => void;
  readonly onDown?: (cause: unknown) => void;
}

/** Opens one connection with a name that `CLIENT LIST` shows. A half-open one is found by questions that nobody answers. */
export const openRedis = (url: string, name: string, events: RedisLinkEvents = {}): RedisLink =>
  watchRedis(new Redis(optionsOf(url, name)), events);

/** The address in parts: given as text, the client would read it in a way that Node warns of. */
export const optionsOf = (url: string, name: string): RedisOptions => {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    ...OPTIONS,
    connectionName: name,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1)) || 0,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: { servername: hostname } } : {}),
  };
};

/** Watches a connection that was made with `optionsOf`. */
export const watchRedis = <R extends Redis>(redis: R, { onUp, onDown }: RedisLinkEvents): RedisLink<R> => {
  let isUp = false;
  let cause: unknown;
  const down = (): void => {
    if (!isUp) return;
    isUp = false;
    onDown?.(cause);
  };
  redis.on('ready', () => {
    isUp = true;
    cause = undefined;
    onUp?.();
  });
  redis.on('error', (error: unknown) => {
    cause = error;
  });
  redis.on('close', down);
  const ping = setInterval(() => {
    if (!isUp) return;
    redis.ping().catch((error: unknown) => {
      if (!isUp) return;
      cause = error;
      down();
      redis.disconnect(true);
    });
  }, PING_MS);
  ping.unref();
  return {
    redis,
    get isUp() {
      return isUp;
    },
    close: () => {
      clearInterval(ping);
      isUp = false;
      redis.disconnect(false);
    },
  };
};
