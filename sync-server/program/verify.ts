import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SCHEMA, schemaOf } from '../../storage/sqlite/migrate.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { openToRead } from '../../storage/sqlite/open-to-read.ts';
import type { FaultKind, Findings } from '../../storage/operations/verify/findings.ts';
import { verifyDatabase } from '../../storage/sqlite/verify-database.ts';
import { checkFolder, checkRestored, DATABASE_FILE } from '../data-folder/check-folder.ts';
import { dataError, StartError } from '../start-error.ts';
import type { ArchiveHead } from './archive/archive-format.ts';
import { bytesText, databaseOf, type ProgramContext } from './program-context.ts';
import { extractBackup } from './restore.ts';
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

const checkSchema = (file: string): void => {
  const database = openToRead(file);
  try {
    const found = schemaOf(database);
    if (found !== SCHEMA)
      throw new StartError(
        `The database has schema ${found}, and this version of Skerry verifies schema ${SCHEMA}; ${found < SCHEMA ? 'start the server once, which brings it up to date' : 'use the version that wrote it'}.`,
      );
  } finally {
    database.close();
  }
};

/** Verifies the data folder and its files, while a server runs or not. @returns whether all is well */
export const verify = async (context: ProgramContext): Promise<boolean> => {
  const { config } = context;
  try {
    await checkFolder(config.data);
    await checkRestored(config.data);
    const file = databaseOf(config);
    checkSchema(file);
    const sizes = config.s3 === undefined ? sizesInFolder(config.data) : await sizesInBucket(config.s3);
    return report(await verifyDatabase(file, sizes), context);
  } catch (error) {
    throw dataError(error, config.data);
  }
};

/**
 * Verifies a backup as if it had been restored, in a folder beside it that goes afterwards. Files in a bucket are not
 * looked for. @returns whether all is well
 */
export const verifyBackup = async (context: ProgramContext, source: string): Promise<boolean> => {
  const folder = await mkdtemp(join(dirname(source), '.skerry-verify-'));
  try {
    let head: ArchiveHead | undefined;
    await extractBackup(source, folder, (found) => {
      head = found;
    });
    const file = join(folder, DATABASE_FILE);
    // Brings an older one up to date, as restoring does.
    await openSqlite(file, { now: context.now, random: context.random }).storage.close();
    const sizes = head?.files.in === 'archive' ? sizesInFolder(folder) : undefined;
    return report(await verifyDatabase(file, sizes), context);
  } catch (error) {
    throw dataError(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
