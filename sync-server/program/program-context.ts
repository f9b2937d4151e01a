import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { DATABASE_FILE } from '../data-folder/check-folder.ts';
import { createLog, type Log } from '../log.ts';
import { StartError } from '../start-error.ts';

/** 0: done; 1: faults were found, or a bug; 2: a mistake that the person who ran it can mend. */
export const FAULTS = 1;
export const MISTAKE = 2;

/** What each command of the program gets. */
export interface ProgramContext {
  readonly config: Config;
  /** Settings that were ignored. */
  readonly warnings: readonly string[];
  readonly log: Log;
  /** ms since 1970 */
  readonly now: () => number;
  readonly random: () => number;
  /** One line for the person who ran it. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Reads the configuration; throws a `StartError` with every mistake in it. */
export const createContext = (environment: Readonly<Record<string, string | undefined>>): ProgramContext => {
  const read = readConfig(environment);
  if (read.kind === 'mistakes') throw new StartError(read.sentences.join('\n'));
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    config: read.config,
    warnings: read.warnings,
    // A command prints its findings itself; the log is for unexpected failures.
    log: createLog(read.config.log === 'info' ? 'warn' : read.config.log, complain, Date.now),
    now: Date.now,
    random: Math.random,
    say: (line) => void process.stdout.write(`${line}\n`),
    complain,
  };
};

/** For commands on database files alone. Throws a `StartError` when the database is PostgreSQL's. */
export const refusePostgres = ({ databaseUrl }: Pick<Config, 'databaseUrl'>): void => {
  if (databaseUrl !== undefined)
    throw new StartError(
      'This command is for the database file of a data folder, and DATABASE_URL names a PostgreSQL database.',
    );
};

/** The database file of a data folder. Throws a `StartError` when there is none. */
export const databaseOf = (data: string): string => {
  const file = join(data, DATABASE_FILE);
  if (!existsSync(file))
    throw new StartError(`There is no database in ${data}; name the data folder with SKERRY_DATA.`);
  return file;
};

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, in units of 1,024. */
export const bytesText = (bytes: number): string => {
  let unit = 0;
  let value = bytes;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
};
/** A number with its noun, which takes an s. */
export const countText = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
