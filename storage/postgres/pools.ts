import { PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';

/** Connections of the storage, and of sign-in: one instance writes one batch at a time, the rest reads. */
const CONNECTIONS = 10;
const SIGN_IN_CONNECTIONS = 4;
/** ms. A database that does not answer so long is taken for unreachable; a half-open connection is dropped. */
const CONNECT_MS = 10_000;
const QUERY_MS = 30_000;

/** For each connection: a paused instance must not hold locks for long, and what is acknowledged is on the disk. */
const SESSION = `set jit = off; set idle_in_transaction_session_timeout = '20s'; set lock_timeout = '20s';
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;

export interface Pools {
  /** Queries of one connection need not wait for each other's answers. */
  readonly storage: pg.Pool;
  readonly signIn: pg.Pool;
  end(): Promise<void>;
}

export const createPools = (url: string, onFault: (error: unknown) => void): Pools => {
  const create = (options: pg.PoolConfig): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
      application_name: 'skerry',
      ...options,
      onConnect: async (client) => {
        await client.query(SESSION);
      },
    });
    // Of connections that nobody uses at the moment: the next use opens another.
    pool.on('error', onFault);
    // Of one in use, which whoever waits for its answers hears of too.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const storage = create({ max: CONNECTIONS, pipeline: true });
  const signIn = create({ max: SIGN_IN_CONNECTIONS });
  let ended: Promise<unknown> | undefined;
  return {
    storage,
    signIn,
    end: async () => {
      ended ??= Promise.all([storage.end(), signIn.end()]);
      await ended;
    },
  };
};

/** PostgreSQL's texts hold no NUL: what brings one finds nothing. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;

/** Kysely's dialect over a pool, for better-auth. */
export const dialectOf = (pool: pg.Pool): PostgresDialect => {
  const shown: PostgresPool = {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      return new Proxy(client, {
        get: (target, name) => {
          if (name === 'query')
            return (text: string, values: readonly unknown[]) => target.query(text, values.map(storable));
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
    end: () => Promise.resolve(),
  };
  return new PostgresDialect({ pool: shown });
};
