import type pg from 'pg';
import { createOneAtATime } from '../blobs/one-at-a-time.ts';
import type { Connection, Locks, StorageOptions } from '../operations/connection.ts';
import type { Work } from '../operations/work.ts';
import { createRun } from './run-work.ts';

/** Numbers of advisory locks in this database. */
export const LOCKS = { migrating: 6_721_001, instance: 6_721_002, writing: 6_721_003 } as const;

/**
 * Whoever writes with locks of its own shares this lock; whoever writes without has it alone. So commits of different
 * conversations run side by side, and whatever is rare sees nothing change.
 */
const SHARE = `select pg_advisory_xact_lock_shared(${LOCKS.writing})`;
const ALONE = `select pg_advisory_xact_lock(${LOCKS.writing})`;
/** Always in order of id, so that no two wait for each other. */
const LOCK_CONVERSATIONS = {
  name: 'lock-conversations',
  text: 'select from conversations where public_id = any($1::text[]) order by id for no key update',
};
const LOCK_ACCOUNTS = {
  name: 'lock-accounts',
  text: 'select from accounts where user_id = any($1::text[]) order by number for no key update',
};

/** Codes of transactions that PostgreSQL ended in favour of another: they may be tried again. */
const TRIED_AGAIN = new Set(['40001', '40P01']);
const TRIES = 5;
const ABORTED = '25P02';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

type Sent = Promise<unknown>[];

const lock = (client: pg.ClientBase, locks: Locks | undefined): Sent => {
  if (locks === undefined) return [client.query(`begin; ${ALONE}`)];
  const { conversations = [], accounts = [] } = locks;
  return [
    client.query(`begin; ${SHARE}`),
    ...(accounts.length === 0 ? [] : [client.query({ ...LOCK_ACCOUNTS, values: [accounts] })]),
    ...(conversations.length === 0 ? [] : [client.query({ ...LOCK_CONVERSATIONS, values: [conversations] })]),
  ];
};

const firstFailure = async (sent: Sent, otherwise: unknown): Promise<unknown> => {
  for (const each of await Promise.allSettled(sent)) if (each.status === 'rejected') return each.reason;
  return otherwise;
};

/** What was sent ahead without being waited for fails here. */
const all = (sent: Sent): Promise<unknown> => {
  const answered = Promise.all(sent);
  answered.catch(() => undefined);
  return answered;
};

export const createConnection = (pool: pg.Pool, options: StorageOptions): Connection => {
  const transact = async <T>(
    begin: (client: pg.ClientBase) => Sent,
    work: () => Work<T>,
    isRead: boolean,
  ): Promise<T> => {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      const begun = all(begin(client));
      const { run, settled } = createRun(client);
      try {
        const result = await run(work());
        const committed = client.query('commit');
        // Nothing depends on the end of a transaction that only read.
        if (isRead) committed.catch(() => undefined);
        else await Promise.all([begun, settled(), committed]);
        return result;
      } catch (error) {
        await client.query('rollback').catch((rollback: Error) => {
          failure = rollback;
        });
        // After one failure PostgreSQL refuses all that follows: the first says why.
        throw codeOf(error) === ABORTED ? await firstFailure([begun, settled()], error) : error;
      }
    } finally {
      client.release(failure);
    }
  };

  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (TRIED_AGAIN.has(codeOf(error)) && tries < TRIES) continue;
        options.onFault?.(error);
        throw error;
      }
    }
  };

  // Those that lock everything wait here instead of each on a connection, and keep the order in which they came.
  const inOrder = createOneAtATime<'alone'>();

  return {
    now: options.now,
    random: options.random,
    startRandom: options.startRandom ?? options.random,
    write: async (work, locks) => {
      if (options.beforeCommit !== undefined) await options.beforeCommit();
      const write = () => watched(() => transact((client) => lock(client, locks), work, false));
      return locks === undefined ? inOrder('alone', write) : write();
    },
    read: (work) =>
      watched(() =>
        transact((client) => [client.query('begin isolation level repeatable read read only')], work, true),
      ),
    // Old versions of rows go when PostgreSQL vacuums, and its log when it is recycled: nothing to do here.
    forgetDeleted: () => Promise.resolve(true),
  };
};
