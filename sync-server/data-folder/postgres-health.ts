import type { Log } from '../log.ts';
import { createProbe, type NotReady } from './probe.ts';
import type { StorageHealth } from './storage-health.ts';

/** PostgreSQL's code for a full disk. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';

/** Whether the database takes a number now. What its files are like is for whoever runs it. @param now ms, monotonic */
export const createPostgresHealth = (write: () => Promise<number>, log: Log, now: () => number): StorageHealth => {
  const look = async (): Promise<NotReady | undefined> => {
    try {
      await write();
      return undefined;
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === DISK_FULL ? 'disk-full' : 'cannot-write';
    }
  };
  return {
    probe: createProbe(look, log, now),
    noteFault: () => undefined,
    checkReplaced: () => undefined,
    stop: () => undefined,
  };
};
