import pg from 'pg';
import { LOCKS } from './connection.ts';

/** Another instance runs on the database, and at least one of the two cannot share it. */
export class SecondInstanceError extends Error {
  constructor() {
    super('Another instance runs on this database.');
    this.name = 'SecondInstanceError';
  }
}

/** ms between looks at the connection that holds the lock, and between attempts to get it back. */
const LOOK_EVERY_MS = 5_000;
const AGAIN_EVERY_MS = 1_000;

export interface InstanceOptions {
  /** Others may run on the database too: instances that tell each other what happens. */
  readonly mayBeMany: boolean;
  /** The database went away for a while, and another instance that cannot share it came first. */
  readonly onLost: () => void;
}

/**
 * Notes in the database that this instance runs on it, for as long as the process lives: PostgreSQL lets go when the
 * connection ends. Throws `SecondInstanceError`.
 */
export const holdInstance = async (
  url: string,
  { mayBeMany, onLost }: InstanceOptions,
): Promise<{ release: () => Promise<void> }> => {
  const lock = `select pg_try_advisory_lock${mayBeMany ? '_shared' : ''}(${LOCKS.instance}) as held`;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isReleased = false;

  const take = async (): Promise<boolean> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'skerry instance',
      connectionTimeoutMillis: LOOK_EVERY_MS,
      query_timeout: LOOK_EVERY_MS,
      keepAlive: true,
    });
    // What went wrong shows at the next look.
    next.on('error', () => undefined);
    await next.connect();
    const { rows } = await next.query<{ held: boolean }>(lock);
    if (rows[0]?.held !== true || isReleased) {
      await next.end();
      return rows[0]?.held === true;
    }
    client = next;
    return true;
  };

  const again = (ms: number): void => {
    if (isReleased) return;
    timer = setTimeout(() => void look(), ms);
    timer.unref();
  };
  const look = async (): Promise<void> => {
    try {
      if (client !== undefined) await client.query('select');
      else if (!(await take())) return onLost();
      again(LOOK_EVERY_MS);
    } catch {
      client?.end().catch(() => undefined);
      client = undefined;
      again(AGAIN_EVERY_MS);
    }
  };

  if (!(await take())) throw new SecondInstanceError();
  again(LOOK_EVERY_MS);
  return {
    release: async () => {
      isReleased = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
};
