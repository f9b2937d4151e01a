import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createStorage } from '../../storage/operations/create-storage.ts';
import { createFill, type Fill, tablesIn } from '../../storage/postgres/fill.ts';
import { holdInstance } from '../../storage/postgres/hold-instance.ts';
import { type Client, connectionWithin, kyselyWithin, withClient } from '../../storage/postgres/single-client.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { RESTORING_FILE } from '../data-folder/check-folder.ts';
import { createAccounts } from '../sign-in/accounts.ts';
import { SECRET_FILE } from '../sign-in/secret.ts';
import { StartError } from '../start-error.ts';
import { createAuthAlone } from './auth-alone.ts';
import { extractPostgres } from './extract-backup.ts';
import type { ProgramContext } from './program-context.ts';
import { putBack } from './put-back.ts';

const storageWithin = (context: ProgramContext, client: Client) =>
  createStorage(connectionWithin(client, context), () => Promise.resolve());

/** What fills a database inside the transaction that the client is in. */
export const fillFor = (context: ProgramContext, client: Client, schema: number): Fill =>
  createFill(client, {
    schema,
    now: context.now,
    makeSignIn: async () => {
      const storage = storageWithin(context, client);
      const kysely = kyselyWithin(client);
      const { ensure } = createAccounts(storage.facts, context.now);
      const opened = { storage, kysely, dialect: 'postgres', alone: (work: () => Promise<void>) => work() } as const;
      // Only its tables are made: nobody signs in with this secret.
      await createAuthAlone({ ...opened, ensureAccount: ensure }, randomUUID(), context);
    },
  });

/** Whether an interrupted restore had come so far that only its mark is left. */
const isSettled = async (client: Client, mark: string): Promise<boolean> => {
  if (!existsSync(mark)) return false;
  const [, epoch = ''] = (await readFile(mark, 'utf8')).split('\n');
  if (epoch === '' || !(await tablesIn(client)).includes('server_state')) return false;
  const { rows } = await client.query('select 1 from server_state where epoch = $1', [epoch]);
  return rows.length > 0;
};

/** Restores into an empty database, in one transaction that ends once the files are in their place. */
export const restorePostgres = async (context: ProgramContext, url: string, source: string): Promise<void> => {
  const mark = join(context.config.data, RESTORING_FILE);
  const held = await holdInstance(url, { mayBeMany: false, onLost: () => undefined });
  try {
    await withClient(url, async (client) => {
      if (await isSettled(client, mark)) {
        await rm(mark);
        return context.say('The restore that was interrupted is finished.');
      }
      if ((await tablesIn(client)).length > 0)
        throw new StartError(
          'The database of DATABASE_URL is not empty; make a new one with createdb and name it in DATABASE_URL.',
        );
      await client.query('begin');
      await putBack(context, {
        source,
        names: [BLOB_FOLDER, SECRET_FILE],
        extract: async (fresh) => {
          const read = await extractPostgres(source, fresh, (schema) => fillFor(context, client, schema));
          return { read, note: await storageWithin(context, client).facts.startEpoch() };
        },
        settle: async () => void (await client.query('commit')),
      });
    });
  } finally {
    await held.release();
  }
};
