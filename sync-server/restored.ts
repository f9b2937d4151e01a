/**
 * `npm run restored`: run once after the data folder was put back from a backup, with the server stopped. Devices then
 * know that this server has forgotten something, and send again what they hold of their own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../storage/sqlite/open-sqlite.ts';
import { readConfig } from './config.ts';
import { DATABASE_FILE } from './database-file.ts';

const read = readConfig(process.env);
const file = read.kind === 'ok' ? join(read.config.data, DATABASE_FILE) : '';
if (read.kind === 'mistakes') {
  for (const sentence of read.sentences) console.error(sentence);
  process.exitCode = 2;
} else if (!existsSync(file)) {
  console.error(
    `There is no database in ${read.config.data}. Put the backup there first, or name its folder with SKERRY_DATA.`,
  );
  process.exitCode = 2;
} else {
  const { storage } = openSqlite(file, { now: Date.now, random: Math.random });
  await storage.facts.startEpoch();
  await storage.close();
  console.log('Noted. Start the server: devices will send again what it has forgotten.');
}
