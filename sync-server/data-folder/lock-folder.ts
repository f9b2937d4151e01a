import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { StartError } from '../start-error.ts';

/** An empty SQLite file: its lock belongs to the process and ends with it, however it ends. */
const LOCK_FILE = 'lock';
/** Tells the next process who holds the lock. The lock itself never depends on it. */
const HOLDER_FILE = 'server.json';
const SQLITE_BUSY = 5;

const HOLDER = v.object({ pid: v.number(), host: v.string(), since: v.string(), address: v.optional(v.string()) });
type Holder = v.InferOutput<typeof HOLDER>;

export interface FolderLock {
  /** Lets the next process know where this server listens. */
  tellAddress(address: string): Promise<void>;
  release(): void;
}

const readHolder = async (data: string): Promise<Holder | undefined> => {
  try {
    const parsed = v.safeParse(HOLDER, JSON.parse(await readFile(join(data, HOLDER_FILE), 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

const describe = (holder: Holder | undefined): string => {
  if (holder === undefined) return 'another server';
  const { pid, host, since, address } = holder;
  const at = address === undefined ? '' : `, at ${address}`;
  return `another server (process ${pid} on ${host}, since ${since}${at})`;
};

/**
 * Takes the data folder for this process. Throws a `StartError` that says who has it. Two servers on one folder would
 * each keep documents in memory that the other does not know of.
 */
export const lockFolder = async (data: string, now: () => number): Promise<FolderLock> => {
  const path = join(data, LOCK_FILE);
  // Made before SQLite does, which would let everybody on this machine read it. Closed before the lock is taken: closing
  // a file ends all locks a process has on it.
  await (await open(path, 'a', 0o600)).close();
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is ever written to it, so that it needs no journal beside it.
    file.exec('pragma journal_mode = memory');
    file.exec('pragma locking_mode = exclusive');
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY)
      throw new StartError(
        `The data folder ${data} is in use by ${describe(await readHolder(data))}; stop that one first, or set SKERRY_DATA to another folder.`,
      );
    throw error;
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date(now()).toISOString() };
  const tell = async (text: Holder): Promise<void> => {
    const path = join(data, HOLDER_FILE);
    try {
      // In one step: nobody reads half of it.
      await writeFile(`${path}.new`, `${JSON.stringify(text)}\n`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch {
      // A full disk: the lock holds all the same.
    }
  };
  await tell(holder);
  return {
    tellAddress: (address) => tell({ ...holder, address }),
    release: () => {
      if (file.isOpen) file.close();
    },
  };
};
