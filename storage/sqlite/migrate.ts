import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Migration } from './migration.ts';
import { conversationsAndJournal } from './migrations/0001-conversations-and-journal.ts';
import { theLifeOfAMessage } from './migrations/0002-the-life-of-a-message.ts';
import { groups } from './migrations/0003-groups.ts';
import { strangersAndBlocks } from './migrations/0004-strangers-and-blocks.ts';
import { accountsAndInvitations } from './migrations/0005-accounts-and-invitations.ts';
import { profiles } from './migrations/0006-profiles.ts';
import { devicesAndLeaving } from './migrations/0007-devices-and-leaving.ts';
import { claimsAboutMessages } from './migrations/0008-claims-about-messages.ts';
import { historyProofs } from './migrations/0009-history-proofs.ts';
import { requests } from './migrations/0010-requests.ts';
import { declinedRequests } from './migrations/0011-declined-requests.ts';
import { entriesOfLatestMessages } from './migrations/0012-entries-of-latest-messages.ts';
import { newsByIndex } from './migrations/0013-news-by-index.ts';
import { withoutRequestDigests } from './migrations/0014-without-request-digests.ts';
import { blobs } from './migrations/0015-blobs.ts';
import { marksToldBeforeABlock } from './migrations/0016-marks-told-before-a-block.ts';
import { programs } from './migrations/0017-programs.ts';
import { push } from './migrations/0018-push.ts';
import { whatAdministratorsDo } from './migrations/0019-what-administrators-do.ts';
import { prepare } from './statement.ts';
import { transact } from './transaction.ts';

/** In order; a database's version is the number of steps it has run. */
const MIGRATIONS: readonly Migration[] = [
  conversationsAndJournal,
  theLifeOfAMessage,
  groups,
  strangersAndBlocks,
  accountsAndInvitations,
  profiles,
  devicesAndLeaving,
  claimsAboutMessages,
  historyProofs,
  requests,
  declinedRequests,
  entriesOfLatestMessages,
  newsByIndex,
  withoutRequestDigests,
  blobs,
  marksToldBeforeABlock,
  programs,
  push,
  whatAdministratorsDo,
];

/** The number of the newest step. */
export const SCHEMA = MIGRATIONS.length;

/** The number of the newest step that a database has run; 0: it was never opened by a server. */
export const schemaOf = (database: DatabaseSync): number => {
  const table = prepare<[], { name: string }>(database, "select name from sqlite_schema where name = 'migrations'");
  if (table.get() === undefined) return 0;
  const newest = prepare<[], { number: number }>(database, 'select coalesce(max(number), 0) as number from migrations');
  return newest.get()?.number ?? 0;
};

export class NewerDatabaseError extends Error {
  constructor(found: number, known: number) {
    super(
      `The database was written by a newer version of Skerry (schema ${found}; this one knows ${known}). ` +
        'Start that version again, or restore a backup made before the upgrade.',
    );
    this.name = 'NewerDatabaseError';
  }
}

/**
 * Brings the schema up to date. Each step runs in its own transaction and checks again what is missing, because two
 * processes may start on one file at once. Throws `NewerDatabaseError` and writes nothing when the database is newer.
 */
export const migrate = (database: DatabaseSync, kysely: Kysely<unknown>, now: () => number): void => {
  database.exec(
    'create table if not exists migrations (number integer primary key, name text not null, applied_at integer not null) strict',
  );
  const record = prepare<[number, string, number]>(database, 'insert into migrations values (?, ?, ?)');
  const version = () => schemaOf(database);
  if (version() > MIGRATIONS.length) throw new NewerDatabaseError(version(), MIGRATIONS.length);
  for (const [index, migration] of MIGRATIONS.entries()) {
    const number = index + 1;
    // Checked before as well, so that a start without pending steps needs no write lock.
    if (version() >= number) continue;
    transact(database, () => {
      if (version() >= number) return;
      for (const change of migration.up(kysely)) database.exec(change.compile(kysely).sql);
      record.run(number, migration.name, now());
    });
  }
};
