import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaultKind, Findings } from '../../storage/operations/verify/findings.ts';
import type { BlobSizes } from '../../storage/operations/verify/verify-blobs.ts';
import { SCHEMA as POSTGRES_SCHEMA, schemaOf as schemaOfPostgres } from '../../storage/postgres/migrate.ts';
import { connectionWithin, snapshot, withClient, write } from '../../storage/postgres/single-client.ts';
import { verifyPostgres } from '../../storage/postgres/verify-postgres.ts';
import { SCHEMA, schemaOf } from '../../storage/sqlite/migrate.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { openToRead } from '../../storage/sqlite/open-to-read.ts';
import { verifyDatabase } from '../../storage/sqlite/verify-database.ts';
import { checkFolder, checkRestored, DATABASE_FILE } from '../data-folder/check-folder.ts';
import { dataError, StartError } from '../start-error.ts';
import { extractBackup, extractPostgres, kindOfBackup } from './extract-backup.ts';
import { bytesText, databaseOf, type ProgramContext } from './program-context.ts';
import { fillFor } from './restore-postgres.ts';
import { sizesInBucket, sizesInFolder } from './stored-sizes.ts';

const WORDS: Readonly<Record<FaultKind, string>> = {
  'damaged-page': 'The database file is damaged',
  'broken-reference': 'Rows refer to rows that are not there',
  'unreadable-document': 'Documents cannot be rebuilt from snapshot and journal',
  'journal-hole': 'The journal lacks rows',
  'journal-count': 'The number of journal rows is wrong',
  'stamp-without-row': 'Stamped messages have no row',
  'row-without-stamp': 'Messages have a row and stand in no chapter',
  'wrong-stamp': 'Stamps in a chapter differ from the rows',
  'stamp-above-seq': 'Stamps lie above the last one of their conversation',
  'change-above-cursor': 'Facts changed after the newest change',
  'wrong-members': 'Conversations have the wrong members or owners',
  'account-without-sign-in': 'Accounts have no way to sign in',
  'wrong-usage': 'What files take is counted wrongly',
  'missing-file': 'Files are missing in the store',
  'wrong-size-file': 'Files have the wrong size',
};

const report = (findings: Findings, { say, complain }: ProgramContext): boolean => {
  for (const [what, count] of findings.counts())
    say(`${what}: ${what.endsWith('bytes') ? `${count} (${bytesText(count)})` : count}`);
  const faults = findings.faults();
  for (const { kind, count, examples } of faults) {
    complain(`${WORDS[kind]} (${kind}): ${count}`);
    for (const example of examples) complain(`  ${example}`);
    if (count > examples.length) complain('  …');
  }
  const total = faults.reduce((sum, { count }) => sum + count, 0);
  say(total === 0 ? 'No faults.' : `${total} fault${total === 1 ? '' : 's'}.`);
  return total === 0;
};

const checkNumber = (found: number, known: number): void => {
  if (found !== known)
    throw new StartError(
      `The database has schema ${found}, and this version of Skerry verifies schema ${known}; ${found < known ? 'start the server once, which brings it up to date' : 'use the version that wrote it'}.`,
    );
};

const checkSchema = (file: string): void => {
  const database = openToRead(file);
  try {
    checkNumber(schemaOf(database), SCHEMA);
  } finally {
    database.close();
  }
};

const verifyUrl = (url: string, sizes: () => BlobSizes | Promise<BlobSizes>): Promise<Findings> =>
  withClient(url, async (client) => {
    checkNumber(await schemaOfPostgres(client), POSTGRES_SCHEMA);
    const { read } = connectionWithin(client, { now: Date.now, random: Math.random });
    return verifyPostgres((work) => snapshot(client, () => read(work)), await sizes());
  });

/** Verifies the data folder and its files, while a server runs or not. @returns whether all is well */
export const verify = async (context: ProgramContext): Promise<boolean> => {
  const { config } = context;
  try {
    await checkFolder(config.data);
    await checkRestored(config.data);
    const sizes = () => (config.s3 === undefined ? sizesInFolder(config.data) : sizesInBucket(config.s3));
    if (config.databaseUrl !== undefined) return report(await verifyUrl(config.databaseUrl, sizes), context);
    const file = databaseOf(config.data);
    checkSchema(file);
    return report(await verifyDatabase(file, await sizes()), context);
  } catch (error) {
    throw dataError(error, config.data);
  }
};

const verifyFileBackup = async (context: ProgramContext, source: string, folder: string): Promise<Findings> => {
  const { head } = await extractBackup(source, folder);
  const file = join(folder, DATABASE_FILE);
  // Brings an older one up to date, as restoring does.
  await openSqlite(file, { now: context.now, random: context.random }).storage.close();
  return verifyDatabase(file, head.files.in === 'archive' ? sizesInFolder(folder) : undefined);
};

/** In a schema beside the database that servers use, in a transaction of which nothing stays. */
const verifyPostgresBackup = async (
  context: ProgramContext,
  url: string,
  source: string,
  folder: string,
): Promise<Findings> =>
  withClient(url, (client) =>
    write(client, false, async () => {
      const schema = `skerry_verify_${randomBytes(8).toString('hex')}`;
      await client.query(`create schema ${schema}; set local search_path to ${schema}`);
      const { head } = await extractPostgres(source, folder, (found) => fillFor(context, client, found));
      const { read } = connectionWithin(client, context);
      return verifyPostgres(read, head.files.in === 'archive' ? sizesInFolder(folder) : undefined);
    }),
  );

/**
 * Verifies a backup as if it had been restored, in a folder beside it that goes afterwards. Files in a bucket are not
 * looked for. @returns whether all is well
 */
export const verifyBackup = async (context: ProgramContext, source: string): Promise<boolean> => {
  const kind = await kindOfBackup(source);
  const { databaseUrl } = context.config;
  if (kind === 'postgres' && databaseUrl === undefined)
    throw new StartError(
      `The backup ${source} is of a PostgreSQL database; name one with DATABASE_URL, in which it is unpacked and nothing stays.`,
    );
  const folder = await mkdtemp(join(dirname(source), '.skerry-verify-'));
  try {
    const findings =
      kind === 'sqlite'
        ? await verifyFileBackup(context, source, folder)
        : await verifyPostgresBackup(context, databaseUrl ?? '', source, folder);
    return report(findings, context);
  } catch (error) {
    throw dataError(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
