import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { messageWith, upload } from '../support/blob-client.ts';
import { join, makeDirect, makeGroup } from '../support/members.ts';
import { copyDatabase, createDatabase, type TestDatabase } from '../support/postgres-database.ts';
import { runSkerry } from '../support/run-skerry.ts';
import { startServer } from '../support/start-server.ts';

const SETTINGS = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error' };

const folderOf = (): string => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-backup-postgres-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const emptyDatabase = async (): Promise<TestDatabase> => {
  const database = await createDatabase(true);
  onTestFinished(database.drop);
  return database;
};

/** A server on which two people wrote, one of them with a file. */
const scene = async (settings: Readonly<Record<string, string>> = {}) => {
  const folder = folderOf();
  const database = await emptyDatabase();
  const env = { ...SETTINGS, DATABASE_URL: database.url, ...settings };
  const data = joinPath(folder, 'data');
  const server = await startServer({ data, env });
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const [alice, bob] = [await join(address, 'alice'), await join(address, 'bob')];
  onTestFinished(() => {
    for (const { client } of [alice, bob]) client.close();
  });
  const group = await makeGroup(alice, bob);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  const blob = await upload({ origin: server.url, cookie: alice.cookie }, new Uint8Array(2_000));
  expect(await chapter.push(messageWith(writer, [blob]).update)).toBe('saved');
  const direct = await makeDirect(alice, bob);
  const other = await alice.open(direct.chapter);
  const second = alice.writer();
  for (const text of ['one “two”\n\\three', '\ud83d\ude00', 'three', 'four'])
    expect(await other.push(second.message(text).update)).toBe('saved');
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runSkerry(data, args, { ...env, ...more });
  return { folder, database, env, data, server, alice, bob, chapter, writer, run };
};

/** Every row of every table but those that each start or epoch changes. */
const rowsOf = async (database: TestDatabase): Promise<Record<string, readonly string[]>> => {
  const rows: Record<string, readonly string[]> = {};
  for (const table of (await database.tables()).toSorted()) {
    if (['server_state', 'starts', 'epochs', 'conversations'].includes(table)) continue;
    const found = await database.query(`select row_to_json(t)::text as line from "${table}" t order by 1`);
    rows[table] = found.map(({ line }) => String(line));
  }
  return rows;
};

it('OPS-16 every row comes back as it was, and counters go on where they were', async () => {
  const { folder, database, server, run } = await scene();
  await server.stop();
  const backup = joinPath(folder, 'skerry.tar');
  expect(await run(['backup', backup])).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'skerry.tar']);
  const restored = await emptyDatabase();
  const data = joinPath(folder, 'restored');
  const there = { ...SETTINGS, DATABASE_URL: restored.url };
  expect(await runSkerry(data, ['restore', backup], there)).toMatchObject({ code: 0, err: '' });
  expect(await rowsOf(restored)).toEqual(await rowsOf(database));
  const last = "select last_value as last from pg_sequences where sequencename = 'accounts_number_seq'";
  expect(await restored.query(last)).toEqual(await database.query(last));
  expect(readFileSync(joinPath(data, 'secret'))).toEqual(readFileSync(joinPath(folder, 'data', 'secret')));
  expect(await restored.query('select epoch_number::int as epoch from server_state')).toEqual([{ epoch: 1 }]);
  // A second one is as whole as the first.
  const again = joinPath(folder, 'again.tar');
  expect((await runSkerry(data, ['backup', again], there)).code).toBe(0);
  expect(await runSkerry(data, ['verify', again], there)).toMatchObject({ code: 0, err: '' });
}, 120_000);

it('OPS-1 a backup of a PostgreSQL database is one moment, whatever is written meanwhile', async () => {
  const { folder, chapter, writer, run } = await scene();
  let isOver = false;
  const acknowledged: string[] = [];
  const writing = (async () => {
    while (!isOver) {
      const { id, update } = writer.message('meanwhile');
      expect(await chapter.push(update)).toBe('saved');
      acknowledged.push(id);
    }
  })();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(5);
  for (const name of ['one.tar', 'two.tar']) {
    const before = acknowledged.length;
    const backup = joinPath(folder, name);
    expect(await run(['backup', backup])).toMatchObject({ code: 0, err: '' });
    const { code, out, err } = await run(['verify', backup]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Number(/^messages: (\d+)$/m.exec(out)?.[1])).toBeGreaterThanOrEqual(before + 5);
  }
  isOver = true;
  await writing;
}, 120_000);

it('OPS-4 OPS-16 a restore refuses a database that is used or not empty, and a backup of the other kind; a damaged one changes nothing', async () => {
  const { folder, database, env, server, run } = await scene();
  const backup = joinPath(folder, 'skerry.tar');
  expect((await run(['backup', backup])).code).toBe(0);
  const elsewhere = joinPath(folder, 'elsewhere');
  const refused = async (data: string, words: RegExp, file: string, settings: Readonly<Record<string, string>>) => {
    const { code, err } = await runSkerry(data, ['restore', file], { ...SETTINGS, ...settings });
    expect(err).toMatch(words);
    expect(err).toMatch(/^[A-Z][^\n]*\.\n$/);
    expect(code).toBe(2);
  };
  const before = await rowsOf(database);
  await refused(elsewhere, /Another server runs on the database/, backup, { DATABASE_URL: database.url });
  await server.stop();
  await refused(elsewhere, /is not empty/, backup, { DATABASE_URL: database.url });
  expect(await rowsOf(database)).toEqual(before);
  await refused(elsewhere, /is of a PostgreSQL database/, backup, {});
  expect((await runSkerry(elsewhere, ['verify', backup], SETTINGS)).err).toMatch(/is of a PostgreSQL database/);

  const whole = readFileSync(backup);
  const empty = await emptyDatabase();
  const broken = joinPath(folder, 'broken.tar');
  for (const [bytes, words] of [
    [whole.subarray(0, whole.length - 3_000), /is cut off/],
    [
      Buffer.from(
        whole.toString('latin1').replace('"name":"Alice', '"name":"Alicf').replace('"name":"alice', '"name":"alicf'),
        'latin1',
      ),
      /is damaged/,
    ],
    [Buffer.from(whole).fill(0xaa, 30_000, 30_100), /is damaged/],
  ] as const) {
    writeFileSync(broken, bytes);
    await refused(elsewhere, words, broken, { DATABASE_URL: empty.url });
    expect((await run(['verify', broken], { DATABASE_URL: empty.url })).code).toBe(2);
    expect(await empty.tables()).toEqual([]);
  }
  const file = joinPath(folder, 'file');
  const onFile = await startServer({ data: file, env: SETTINGS });
  await onFile.stop();
  const other = joinPath(folder, 'file.tar');
  expect((await runSkerry(file, ['backup', other], SETTINGS)).code).toBe(0);
  await refused(elsewhere, /is of a database file/, other, { DATABASE_URL: empty.url });
  expect(env.DATABASE_URL).toBe(database.url);
}, 120_000);

it('OPS-5 OPS-16 a restore that was interrupted is finished by repeating it, whatever it had come to', async () => {
  const { folder, server, run } = await scene();
  await server.stop();
  const backup = joinPath(folder, 'skerry.tar');
  expect((await run(['backup', backup])).code).toBe(0);
  const data = joinPath(folder, 'restored');
  const database = await emptyDatabase();
  const env = { ...SETTINGS, DATABASE_URL: database.url };
  const mark = joinPath(data, 'restoring');
  expect((await runSkerry(data, ['restore', backup], env)).code).toBe(0);
  const [state] = await database.query('select epoch from server_state');
  // Ended after the commit: only the mark was left.
  writeFileSync(mark, `${backup}\n${state?.epoch}\n`);
  expect((await runSkerry(data, ['start'], { ...env, PORT: '0' })).err).toMatch(/was interrupted/);
  expect(await runSkerry(data, ['restore', backup], env)).toMatchObject({ code: 0, err: '' });
  expect(await runSkerry(data, ['verify'], env)).toMatchObject({ code: 0, err: '' });
  // Ended before it: the database is empty, and files are there.
  writeFileSync(mark, `${backup}\n${randomUUID()}\n`);
  expect((await runSkerry(data, ['restore', backup], env)).err).toMatch(/is not empty/);
  const fresh = await emptyDatabase();
  const there = { ...SETTINGS, DATABASE_URL: fresh.url };
  expect((await runSkerry(data, ['restore', backup], there)).code).toBe(0);
  expect(await runSkerry(data, ['verify'], there)).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(data)).not.toContain('restoring');
}, 120_000);

const JOURNALLED = '(select document from journal group by document order by count(*) desc limit 1)';
/** Unchecked, as after a damaged disk. */
const FAULTS: readonly (readonly [kind: string, sql: string])[] = [
  ['broken-reference', 'delete from documents where id = (select min(document) from journal)'],
  ['unreadable-document', `update journal set updates = '\\x0501020304ff' where document = ${JOURNALLED}`],
  ['journal-hole', `delete from journal where document = ${JOURNALLED} and position = 2`],
  ['journal-count', `update documents set tail = tail - 1 where id = ${JOURNALLED}`],
  ['stamp-without-row', 'delete from messages where seq = 1'],
  ['row-without-stamp', `delete from journal where document = ${JOURNALLED} and position > 1`],
  ['wrong-stamp', 'update messages set seq = 9 where seq = 3; update stamps set seq = 9 where seq = 3'],
  ['stamp-above-seq', 'update conversations set head_seq = 0, seq = 0'],
  ['change-above-cursor', 'update server_state set cursor = 1'],
  ['wrong-members', "update memberships set role = 'owner'"],
  ['account-without-sign-in', 'delete from sign_in_session; delete from sign_in_credential; delete from sign_in_user'],
  ['wrong-usage', 'update blob_usage set bytes = 1 where account > 0'],
  ['missing-file', "update blobs set id = 'z' || substr(id, 2)"],
  ['wrong-size-file', 'update blobs set size = 3'],
];

it('OPS-6 verifying a PostgreSQL database counts what there is, and finds each kind of fault', async () => {
  const { database, server, run } = await scene();
  const { code, out, err } = await run(['verify']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const line of ['accounts: 2', 'conversations: 2', 'messages: 5', 'stamps: 5', 'files: 1', 'No faults.'])
    expect(out.split('\n')).toContain(line);
  await server.stop();
  for (const [kind, sql] of FAULTS) {
    const faulty = await copyDatabase(new URL(database.url).pathname.slice(1));
    onTestFinished(faulty.drop);
    await faulty.query(`set session_replication_role = 'replica'; ${sql}`);
    const verified = await run(['verify'], { DATABASE_URL: faulty.url });
    expect(verified.err, kind).toContain(`(${kind})`);
    expect(verified.code).toBe(1);
  }
}, 240_000);
