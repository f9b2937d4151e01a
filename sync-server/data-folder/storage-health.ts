import { statSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CHECKED_AT_START } from '../../storage/sqlite/quick-check.ts';
import type { Log } from '../log.ts';
import { checkFile } from './check-file.ts';
import { createProbe, type NotReady } from './probe.ts';

export interface StorageHealth {
  /** Whether something can be stored now: it is tried, at most once a second. Undefined: it can. */
  probe(): Promise<NotReady | undefined>;
  /** A statement failed. A full disk or a damaged page makes the server not ready until a probe finds it well again. */
  noteFault(error: unknown): void;
  /** Ends the process when the path no longer leads to the file that is open: what is written would be lost. */
  checkReplaced(): void;
  stop(): void;
}

/** ms between looks at a database that was found damaged; each reads the whole file. */
const CHECK_EVERY_MS = 10_000;
/** ms. A replaced file is noticed before each commit; this is for a server on which nobody writes. */
const REPLACED_EVERY_MS = 2_000;
/** Bytes that must be free: one large update and the page copies around it. */
const LEAST_FREE = 1024 * 1024;
/** What is tried after a write failed: as much as the largest commit of a busy moment. */
const TRIED_BYTES = 1024 * 1024;

/** SQLite's primary result codes. https://sqlite.org/rescode.html */
const CORRUPT = 11;
const NOT_DATABASE = 26;
const WRITE_FAULTS: readonly number[] = [8, 10, 13, 14];

const sqliteCodeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : 0;

/** Writes and removes a file beside the database. */
const tryFile = async (folder: string): Promise<void> => {
  const path = join(folder, 'probe');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.write(Buffer.alloc(TRIED_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
};

/** The value another reader of the file finds. */
const readBack = (file: string): number => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  try {
    return Number(database.prepare('select probed from server_state').get()?.probed);
  } finally {
    database.close();
  }
};

/** @param write stores a number that was never stored before, and gives it @param now ms, monotonic */
export const createStorageHealth = (deps: {
  readonly file: string;
  readonly write: () => Promise<number>;
  readonly log: Log;
  readonly now: () => number;
  readonly fatal: (reason: string) => never;
}): StorageHealth => {
  const { file, log, now } = deps;
  const folder = dirname(file);
  const opened = statSync(file);
  const stopping = new AbortController();
  let isSuspect = false;
  let hasFailed = false;
  let checkedAt = Number.NEGATIVE_INFINITY;

  const checkReplaced = (): void => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.ino === opened.ino && found.dev === opened.dev) return;
    deps.fatal(
      'The database file was replaced or moved while the server ran, so that nothing more can be stored in it; start the server again.',
    );
  };

  const noteFault = (error: unknown): void => {
    const code = sqliteCodeOf(error);
    if (code === CORRUPT || code === NOT_DATABASE) isSuspect = true;
    if (WRITE_FAULTS.includes(code)) hasFailed = true;
  };

  /** Looks through a suspected file now and then. */
  const isDamaged = async (): Promise<boolean> => {
    if (!isSuspect) return false;
    if (now() - checkedAt < CHECK_EVERY_MS) return true;
    checkedAt = now();
    const found = await checkFile(file, stopping.signal);
    if (found === undefined) isSuspect = false;
    return isSuspect;
  };

  const look = async (): Promise<NotReady | undefined> => {
    try {
      checkReplaced();
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < LEAST_FREE) return 'disk-full';
      if (hasFailed) await tryFile(folder);
      if ((await deps.write()) !== readBack(file)) return 'cannot-write';
      hasFailed = false;
    } catch (error) {
      noteFault(error);
      if (!isSuspect) return sqliteCodeOf(error) === 13 || isNoSpace(error) ? 'disk-full' : 'cannot-write';
    }
    return (await isDamaged()) ? 'damaged' : undefined;
  };

  // A large one was opened unseen, so that the start need not wait for it.
  if (opened.size > CHECKED_AT_START) {
    void checkFile(file, stopping.signal).then((damage) => {
      if (damage === undefined) return;
      isSuspect = true;
      checkedAt = now();
      log.error('database-damaged', { damage });
    });
  }

  const watch = setInterval(checkReplaced, REPLACED_EVERY_MS);
  watch.unref();

  return {
    probe: createProbe(look, log, now),
    noteFault,
    checkReplaced,
    stop: () => {
      clearInterval(watch);
      stopping.abort();
    },
  };
};

const isNoSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
