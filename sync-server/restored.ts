/**
 * `npm run restored`: run after the data folder was put back from a backup, with the server stopped. Devices then know at
 * once that this server has forgotten something, and send again what they hold of their own. Without it the server
 * notices as soon as a device returns that has been told of something newer.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../storage/sqlite/open-sqlite.ts';
import { readConfig } from './config.ts';
import { checkFolder } from './data-folder/check-folder.ts';
import { lockFolder } from './data-folder/lock-folder.ts';
import { DATABASE_FILE } from './database-file.ts';
import { proofKeyOf, readSecret } from './sign-in/secret.ts';
import { dataError, StartError } from './start-error.ts';

const MISTAKE = 2;

const announce = async (data: string, configured: string | undefined): Promise<void> => {
  try {
    await checkFolder(data);
    const lock = await lockFolder(data, Date.now);
    const proofKey = proofKeyOf(await readSecret(data, configured));
    const { storage } = openSqlite(join(data, DATABASE_FILE), { now: Date.now, random: Math.random, proofKey });
    await storage.facts.startEpoch();
    await storage.close();
    lock.release();
  } catch (error) {
    throw dataError(error, data);
  }
};

const read = readConfig(process.env);
if (read.kind === 'mistakes') {
  for (const sentence of read.sentences) console.error(sentence);
  process.exitCode = MISTAKE;
} else if (!existsSync(join(read.config.data, DATABASE_FILE))) {
  console.error(
    `There is no database in ${read.config.data}. Put the backup there first, or name its folder with SKERRY_DATA.`,
  );
  process.exitCode = MISTAKE;
} else {
  try {
    await announce(read.config.data, read.config.secret);
    console.log('Noted. Start the server: devices will send again what it has forgotten.');
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exitCode = MISTAKE;
  }
}
