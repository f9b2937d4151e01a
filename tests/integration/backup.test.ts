import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { holdBlobs } from '../../sync-server/operator/ask-server.ts';
import { download, messageWith, upload } from '../support/blob-client.ts';
import { freePort } from '../support/free-port.ts';
import { join, type Member, makeGroup } from '../support/members.ts';
import { createDatabase } from '../support/postgres-database.ts';
import { type S3Server, startRadosgw } from '../support/radosgw.ts';
import { RawClient } from '../support/raw-client.ts';
import { runSkerry } from '../support/run-skerry.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { startServer } from '../support/start-server.ts';

let store: S3Server;
beforeAll(async () => {
  store = await startRadosgw();
}, 240_000);
afterAll(() => store.stop());

const folderOf = (): string => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

type Stores = 'folder' | 'bucket';
type Databases = 'file' | 'postgres';

/** The settings of a new, empty database. */
const emptyDatabase = async (kind: Databases): Promise<Record<string, string>> => {
  if (kind === 'file') return {};
  const database = await createDatabase(true);
  onTestFinished(database.drop);
  return { DATABASE_URL: database.url };
};
const settingsOf = (files: Stores, port: number): Record<string, string> => ({
  SKERRY_RATE_LIMITS: 'off',
  SKERRY_LOG: 'error',
  ...(files === 'folder'
    ? {}
    : {
        SKERRY_ORIGIN: `http://127.0.0.1:${port}`,
        SKERRY_S3_URL: store.url,
        SKERRY_S3_BUCKET: `files-${randomUUID()}`,
        SKERRY_S3_ACCESS_KEY: store.accessKey,
        SKERRY_S3_SECRET_KEY: store.secretKey,
      }),
});

const addressOf = ({ url }: ServerProcess) => ({ url: `${url.replace('http', 'ws')}/sync`, origin: url });
const as = ({ url }: ServerProcess, { cookie }: Member) => ({ origin: url, cookie });

/** A server with a group in which a file was sent, and a folder for backups. */
const scene = async (files: Stores = 'folder', kind: Databases = 'file') => {
  const folder = folderOf();
  const data = joinPath(folder, 'data');
  const port = await freePort();
  const env = { ...settingsOf(files, port), ...(await emptyDatabase(kind)) };
  const server = await startServer({ data, port, env });
  const alice = await join(addressOf(server), 'alice');
  onTestFinished(() => alice.client.close());
  const group = await makeGroup(alice);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  const bytes = randomBytes(1_500_000);
  const blob = await upload(as(server, alice), bytes);
  const message = messageWith(writer, [blob]);
  expect(await chapter.push(message.update)).toBe('saved');
  return { folder, data, port, env, server, alice, group, chapter, writer, bytes, blob, message };
};

describe.each([
  { kind: 'file', files: 'folder' },
  { kind: 'file', files: 'bucket' },
  { kind: 'postgres', files: 'folder' },
  { kind: 'postgres', files: 'bucket' },
] as const)('with the database $kind and files in a $files', ({ kind, files }) => {
  it('OPS-1 OPS-3 OPS-5 OPS-16 a backup of a running server is restored, verified and goes on in a new epoch', async () => {
    const { folder, data, port, env, server, alice, group, chapter, writer, bytes, blob, message } = await scene(
      files,
      kind,
    );
    const backup = joinPath(folder, 'skerry.tar');
    const made = await runSkerry(data, ['backup', backup], env);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('1 file');
    expect(readdirSync(folder).sort()).toEqual(['data', 'skerry.tar']);
    for (const args of [['verify'], ['verify', backup]])
      expect(await runSkerry(data, args, env)).toMatchObject({ code: 0, err: '' });
    expect((await runSkerry(data, ['backup', backup], env)).code).toBe(2);

    // What the backup does not know: the device still has it.
    const later = writer.message('not in the backup');
    expect(await chapter.push(later.update)).toBe('saved');
    alice.client.close();
    await server.stop();
    const restored = joinPath(folder, 'restored');
    const elsewhere = { ...env, ...(await emptyDatabase(kind)) };
    expect(await runSkerry(restored, ['restore', backup], elsewhere)).toMatchObject({ code: 0, err: '' });
    const verified = await runSkerry(restored, ['verify'], elsewhere);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^messages: 1$/m);
    expect(verified.out).toMatch(/^files: 1$/m);
    expect(verified.out).toMatch(/^No faults\.$/m);

    const again = await startServer({ data: restored, port, env: elsewhere });
    const returning = await RawClient.connect(addressOf(again).url, { cookie: alice.cookie, origin: again.url });
    onTestFinished(() => returning.close());
    await expect(returning.open(group.chapter, alice.token)).rejects.toThrow('epoch-changed');
    const me = await (await fetch(`${again.url}/api/me`, { headers: { cookie: alice.cookie } })).json();
    const token = JSON.stringify({ ...JSON.parse(alice.token), epoch: me.epoch });
    const document = await returning.open(group.chapter, token);
    expect(await document.push(later.update)).toBe('saved');
    const stamps = (await document.read()).getMap('stamps');
    for (const id of [message.id, later.id]) expect(stamps.get(id)).toBeDefined();
    expect(await download(as(again, alice), blob)).toEqual(new Uint8Array(bytes));
    expect(await runSkerry(restored, ['verify'], elsewhere)).toMatchObject({ code: 0, err: '' });
  }, 240_000);
});

describe.each(['folder', 'bucket'] as const)('with files in a %s', (files) => {
  it('OPS-6 verifying counts the files that are missing and those that nothing knows', async () => {
    const { data, env, server, alice, blob } = await scene(files);
    await upload(as(server, alice), randomBytes(10));
    await server.stop();
    const database = new DatabaseSync(joinPath(data, 'skerry.sqlite'));
    database.exec(`delete from blobs where size = 10; update blob_usage set bytes = bytes - 10`);
    database.exec(`insert into blobs (id, account, size, part_bytes, class, state, created_at, touched_at, completed_at)
      select '${'z'.repeat(26)}', account, 77, part_bytes, class, state, 0, 0, 0 from blobs where id = '${blob}'`);
    database.exec('update blob_usage set bytes = bytes + 77');
    database.close();
    const { code, out, err } = await runSkerry(data, ['verify'], env);
    expect(code).toBe(1);
    expect(out).toMatch(/^orphaned files: 1\norphaned file bytes: 10 /m);
    expect(out).toMatch(/^1 fault\.$/m);
    expect(err).toMatch(
      /Files are missing in the store \(missing-file\): 1\n {2}z.* of 77 bytes, which no message needs/,
    );
  }, 240_000);
});

it('OPS-4 a restore refuses a running server, a folder in use and a log of another database, and touches nothing', async () => {
  const { folder, data, env, server } = await scene();
  const backup = joinPath(folder, 'skerry.tar');
  expect((await runSkerry(data, ['backup', backup], env)).code).toBe(0);
  const refused = async (folder: string, words: RegExp, ...more: string[]) => {
    const before = existsSync(folder) ? readdirSync(folder).sort() : undefined;
    const { code, err } = await runSkerry(folder, ['restore', backup, ...more], env);
    expect(err).toMatch(words);
    expect(err).toMatch(/^[A-Z][^\n]*\.\n$/);
    expect(code).toBe(2);
    if (before !== undefined) expect(readdirSync(folder).sort()).toEqual(before);
  };
  await refused(data, /is in use by another server \(process \d+/);
  await refused(data, /is in use by another server/, '--replace');
  await server.stop();
  await refused(data, /holds a database already/);
  const stale = joinPath(folder, 'stale');
  mkdirSync(stale);
  writeFileSync(joinPath(stale, 'lock'), '');
  writeFileSync(joinPath(stale, 'server.json'), '{}');
  writeFileSync(joinPath(stale, 'skerry.sqlite-wal'), randomBytes(100));
  await refused(stale, /holds skerry\.sqlite-wal of another database/);
  await refused(stale, /holds skerry\.sqlite-wal of another database/, '--replace');

  const whole = readFileSync(backup);
  for (const [bytes, words] of [
    [whole.subarray(0, whole.length - 5_000), /is cut off/],
    [Buffer.from(whole).fill(0xaa, 200_000, 200_001), /is damaged/],
    [randomBytes(4_096), /is no backup/],
    [Buffer.alloc(0), /is cut off/],
  ] as const) {
    writeFileSync(backup, bytes);
    await refused(joinPath(folder, 'data'), words, '--replace');
    expect((await runSkerry(data, ['verify', backup], env)).code).toBe(2);
  }
  expect((await runSkerry(data, ['verify'], env)).code).toBe(0);
}, 180_000);

it('OPS-5 with --replace what was there is set aside, and a server does not start on half a restore', async () => {
  const { folder, data, env, server } = await scene();
  const backup = joinPath(folder, 'skerry.tar');
  expect((await runSkerry(data, ['backup', backup], env)).code).toBe(0);
  // A log that was never written back: what it holds goes with its database.
  await server.kill();
  expect(existsSync(joinPath(data, 'skerry.sqlite-wal'))).toBe(true);
  const { code, out } = await runSkerry(data, ['restore', backup, '--replace'], env);
  expect(code).toBe(0);
  const [aside = ''] = readdirSync(data).filter((name) => name.startsWith('before-restore-'));
  expect(out).toContain(aside);
  expect(readdirSync(joinPath(data, aside))).toEqual(expect.arrayContaining(['blobs', 'secret', 'skerry.sqlite']));
  const before = new DatabaseSync(joinPath(data, aside, 'skerry.sqlite'), { readOnly: true });
  expect(before.prepare('select count(*) as count from stamps').get()).toEqual({ count: 1 });
  before.close();
  expect((await runSkerry(data, ['verify'], env)).code).toBe(0);
  expect(readdirSync(data)).not.toContain('skerry.sqlite-wal');

  writeFileSync(joinPath(data, 'restoring'), backup);
  rmSync(joinPath(data, 'skerry.sqlite'));
  for (const args of [['start'], ['restored'], ['verify'], ['compact']]) {
    const refused = await runSkerry(data, args, { ...env, PORT: '0' });
    expect(refused.code).toBe(2);
  }
  expect((await runSkerry(data, ['start'], { ...env, PORT: '0' })).err).toMatch(/was interrupted.*skerry restore/);
  expect((await runSkerry(data, ['restore', backup], env)).code).toBe(0);
  expect((await runSkerry(data, ['verify'], env)).code).toBe(0);
}, 240_000);

it('OPS-2 while a backup holds them, the server removes no files of deleted messages', async () => {
  const { folder, data, env, alice, chapter, writer, message, blob } = await scene();
  const hold = await holdBlobs(data);
  expect(await chapter.push(writer.remove(message.id, alice.number))).toBe('saved');
  const backup = joinPath(folder, 'skerry.tar');
  expect(await runSkerry(data, ['backup', backup], env)).toMatchObject({ code: 0, err: '' });
  const { code, out } = await runSkerry(data, ['verify', backup], env);
  expect(code).toBe(0);
  expect(out).toMatch(/^files: 1$/m);
  const path = joinPath(data, 'blobs', 'complete', blob.slice(0, 2), blob);
  expect(existsSync(path)).toBe(true);
  hold.release();
  await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(false);
  expect((await runSkerry(data, ['verify'], env)).code).toBe(0);
}, 60_000);
