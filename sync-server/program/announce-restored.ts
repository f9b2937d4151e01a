import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFolder, checkRestored, DATABASE_FILE } from '../data-folder/check-folder.ts';
import { lockFolder } from '../data-folder/lock-folder.ts';
import { dataError, StartError } from '../start-error.ts';
import type { ProgramContext } from './program-context.ts';
import { beginEpoch } from './restore.ts';

/**
 * Notes that the data folder was put back by other means than `skerry restore`, with the server stopped. Devices then know
 * at once that this server has forgotten something, and send again what they hold of their own. Without it the server
 * notices when a device returns that has newer history.
 */
export const announceRestored = async (context: ProgramContext): Promise<void> => {
  const { data } = context.config;
  if (context.config.databaseUrl === undefined && !existsSync(join(data, DATABASE_FILE)))
    throw new StartError(
      `There is no database in ${data}. Put the backup there first, or name its folder with SKERRY_DATA.`,
    );
  try {
    await checkFolder(data);
    await mkdir(data, { recursive: true, mode: 0o700 });
    await checkRestored(data);
    const lock = await lockFolder(data, context.now);
    await beginEpoch(context).finally(lock.release);
  } catch (error) {
    throw dataError(error, data);
  }
  context.say('Noted. Start the server: devices will send again what it has forgotten.');
};
