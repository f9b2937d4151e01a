import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import type { FaultKind } from '../../storage/operations/verify/findings.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { verifyDatabase } from '../../storage/sqlite/verify-database.ts';
import { sizesInFolder } from '../../sync-server/program/stored-sizes.ts';
import { messageWith, upload } from '../support/blob-client.ts';
import { makeDirect, makeGroup } from '../support/members.ts';
import { peopleOf } from './people.ts';
import { run } from './running-server.ts';

/** The data folder of a server that was used and stopped. */
const usedFolder = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'skerry-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const server = await run({ config: { data: join(folder, 'data') } });
  const [alice, bob] = await peopleOf(server, 'Alice', 'Bob');
  const group = await makeGroup(alice, bob);
  const direct = await makeDirect(alice, bob);
  const writer = alice.writer();
  const blob = await upload({ origin: server.local, cookie: alice.cookie }, new Uint8Array(2_000));
  const chapter = await alice.open(group.chapter);
  expect(await chapter.push(messageWith(writer, [blob]).update)).toBe('saved');
  const deleted = writer.message('not for long');
  for (const update of [deleted.update, writer.message('for long').update, writer.remove(deleted.id, alice.number)])
    expect(await chapter.push(update)).toBe('saved');
  // Nothing is deleted here, so that it stays in the journal.
  const [other, second] = [await alice.open(direct.chapter), alice.writer()];
  for (const text of ['one', 'two', 'three', 'four'])
    expect(await other.push(second.message(text).update)).toBe('saved');
  await server.close();
  return folder;
};

const kindsIn = async (data: string): Promise<readonly string[]> =>
  (await verifyDatabase(join(data, 'skerry.sqlite'), sizesInFolder(data))).faults().map(({ kind }) => kind);

const JOURNALLED = '(select document from journal group by document order by count(*) desc limit 1)';
const FAULTS: readonly (readonly [FaultKind, string])[] = [
  [
    'broken-reference',
    'pragma foreign_keys = off; delete from memberships where role = "member"; delete from accounts where number = (select max(number) from accounts)',
  ],
  ['unreadable-document', `update journal set updates = x'0501020304ff' where document = ${JOURNALLED}`],
  ['journal-hole', `delete from journal where document = ${JOURNALLED} and position = 2`],
  ['journal-count', `update documents set tail = tail - 1 where id = ${JOURNALLED}`],
  ['stamp-without-row', 'delete from messages where seq = 1'],
  ['row-without-stamp', `delete from journal where document = ${JOURNALLED} and position > 1`],
  ['wrong-stamp', 'update messages set seq = 9 where seq = 3; update stamps set seq = 9 where seq = 3'],
  ['stamp-above-seq', 'update conversations set seq = 1, head_seq = 1'],
  ['change-above-cursor', 'update server_state set cursor = 1'],
  ['wrong-members', "update memberships set role = 'owner'"],
  ['account-without-sign-in', 'delete from sign_in_session; delete from sign_in_credential; delete from sign_in_user'],
  ['wrong-usage', 'update blob_usage set bytes = 1 where account > 0'],
  ['missing-file', "update blobs set id = 'z' || substr(id, 2)"],
  ['wrong-size-file', 'update blobs set size = 3'],
];

it('OPS-6 a sound database has no faults, compacted or not, and each kind of fault is found', async () => {
  const folder = await usedFolder();
  const sound = join(folder, 'data');
  expect(await kindsIn(sound)).toEqual([]);
  for (const [kind, sql] of FAULTS) {
    const data = join(folder, kind);
    cpSync(sound, data, { recursive: true });
    const database = new DatabaseSync(join(data, 'skerry.sqlite'), { enableDoubleQuotedStringLiterals: true });
    database.exec(`pragma foreign_keys = off; ${sql}`);
    database.close();
    expect(await kindsIn(data), kind).toContain(kind);
  }
  const data = join(folder, 'damaged');
  cpSync(sound, data, { recursive: true });
  const file = join(data, 'skerry.sqlite');
  const { database } = openSqlite(file);
  const [{ pages = 0 } = {}] = database.prepare('select page_count as pages from pragma_page_count()').all();
  database.close();
  writeFileSync(file, Buffer.from(readFileSync(file)).fill(0xaa, 4_096 * 10, 4_096 * 11));
  expect(Number(pages)).toBeGreaterThan(11);
  expect(await kindsIn(data)).toEqual(['damaged-page']);
}, 120_000);
