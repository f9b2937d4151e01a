import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA, schemaOf } from '../../storage/sqlite/migrate.ts';
import { openToRead } from '../../storage/sqlite/open-to-read.ts';
import { StartError } from '../start-error.ts';
import { VERSION } from '../version.ts';
import { exportLines } from './export-lines.ts';
import { countText, databaseOf, type ProgramContext, refusePostgres } from './program-context.ts';

/** Bytes gathered for one write. */
const CHUNK = 256 * 1024;

const numberOf = (database: DatabaseSync, who: string): number => {
  const found = database
    .prepare('select number from accounts where gone = 0 and (lower(email) = ?1 or username = ?1 or user_id = ?2)')
    .get(who.trim().toLowerCase(), who.trim());
  if (found === undefined)
    throw new StartError(`There is no account ${who}; name it by email address, username or user id.`);
  return Number(found.number);
};

/** Writes everything, or what one account may read, as lines of JSON. The server may run meanwhile. */
export const exportData = async (
  { config, now, say }: ProgramContext,
  target: string,
  who: string | undefined,
): Promise<void> => {
  refusePostgres(config);
  const source = databaseOf(config.data);
  if (existsSync(target)) throw new StartError(`The file ${target} exists; name another one for the export.`);
  const database = openToRead(source);
  const part = `${target}.part`;
  try {
    if (schemaOf(database) !== SCHEMA)
      throw new StartError(
        'The database was written by another version of Skerry; start the server once, then export.',
      );
    // One view of all tables.
    database.exec('begin');
    const account = who === undefined ? undefined : numberOf(database, who);
    const file = await open(part, 'wx', 0o600);
    let count = 0;
    try {
      let text = `${JSON.stringify({ kind: 'export', version: VERSION, at: now() })}\n`;
      for (const line of exportLines(database, account)) {
        text += `${JSON.stringify(line)}\n`;
        count++;
        if (text.length < CHUNK) continue;
        await file.writeFile(text);
        text = '';
      }
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, target);
    say(`${target} holds ${countText(count, 'line')}.`);
  } finally {
    database.close();
    await rm(part, { force: true });
  }
};
