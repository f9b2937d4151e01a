import { createDatabase, type TestDatabase } from './postgres-database.ts';
import type { RedisServer } from './redis-server.ts';
import { ServerProcess } from './server-process.ts';
import type { ServerAddress } from './sign-up.ts';

/** One of several servers on one database, as people reach it. */
export interface Instance extends ServerAddress {
  readonly server: ServerProcess;
}

export interface Instances {
  readonly instances: readonly Instance[];
  readonly database: TestDatabase;
  dispose(): Promise<void>;
}

/**
 * Servers as processes of their own on one PostgreSQL, which tell each other through Redis.
 * @param urlOf the address at which one of them reaches Redis
 */
export const startInstances = async (
  redis: Pick<RedisServer, 'url'>,
  count: number,
  urlOf: (index: number) => string = () => redis.url,
): Promise<Instances> => {
  const database = await createDatabase(true);
  const starting = Array.from({ length: count }, (_, index) =>
    ServerProcess.start({
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: urlOf(index),
        SKERRY_SECRET: 'one secret for all instances of these tests',
        SKERRY_RATE_LIMITS: 'off',
        SKERRY_LOG: 'warn',
      },
    }),
  );
  // All at once on an empty database.
  const started = await Promise.allSettled(starting);
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const dispose = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.dispose()));
    await database.drop();
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await dispose();
    throw failed.reason;
  }
  const instances = servers.map((server) => ({
    server,
    url: `${server.url.replace('http', 'ws')}/sync`,
    origin: server.url,
  }));
  return { instances, database, dispose };
};
