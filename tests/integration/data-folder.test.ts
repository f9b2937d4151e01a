import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { createStorageHealth, type StorageHealth } from '../../sync-server/data-folder/storage-health.ts';
import { createLog } from '../../sync-server/log.ts';
import { BUILT_SERVER } from '../support/server-process.ts';
import { asking, run } from './running-server.ts';

/** What a superuser may do nobody forbids: a test run by one starts the server as this user. */
const NOBODY = 65_534;
const isSuperuser = process.getuid?.() === 0;

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'skerry-folder-'));
  if (isSuperuser) chownSync(folder, NOBODY, NOBODY);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const start = (data: string) =>
  spawnSync(process.execPath, [BUILT_SERVER, 'start'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', SKERRY_DATA: data },
    timeout: 60_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    ...(isSuperuser ? { uid: NOBODY, gid: NOBODY } : {}),
  });

/** A data folder as a server that ended suddenly leaves it. */
const usedFolder = (): string => {
  const data = newFolder();
  const { database } = openSqlite(join(data, 'skerry.sqlite'));
  database.close();
  for (const name of ['skerry.sqlite-wal', 'skerry.sqlite-shm']) writeFileSync(join(data, name), '');
  writeFileSync(join(data, 'secret'), `${'s'.repeat(43)}\n`);
  if (isSuperuser) for (const name of readdirSync(data)) chownSync(join(data, name), NOBODY, NOBODY);
  return data;
};

it('RUN-10 whatever is wrong with the folder or a file of it has its own sentence and advice', () => {
  const data = usedFolder();
  const said: string[] = [];
  const refused = (words: RegExp) => {
    const { status, stderr } = start(data);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^[A-Z][^\n]*\.\n$/);
    expect(status).toBe(2);
    said.push(stderr);
  };
  for (const name of ['skerry.sqlite', 'skerry.sqlite-wal', 'skerry.sqlite-shm', 'secret']) {
    const path = join(data, name);
    chmodSync(path, 0o400);
    refused(new RegExp(`permissions of .*${name} do not let .*chmod u\\+rw .*Nothing is damaged`));
    chmodSync(path, 0o600);
  }
  chmodSync(data, 0o500);
  refused(/permissions of .*chmod u\+rwx/);
  chmodSync(data, 0o700);
  if (isSuperuser) {
    chownSync(join(data, 'skerry.sqlite-wal'), 0, 0);
    refused(/skerry\.sqlite-wal belongs to user 0, and this server runs as user 65534.*chown/);
    chownSync(join(data, 'skerry.sqlite-wal'), NOBODY, NOBODY);
  }
  for (const name of ['skerry.sqlite-wal', 'skerry.sqlite-shm']) rmSync(join(data, name));
  const file = join(data, 'skerry.sqlite');
  const good = readFileSync(file);

  const holder = new DatabaseSync(file);
  holder.exec('begin exclusive');
  refused(/Another program holds the database/);
  holder.close();
  for (const name of ['skerry.sqlite-wal', 'skerry.sqlite-shm']) rmSync(join(data, name), { force: true });

  writeFileSync(file, Buffer.from(good).fill(0xaa, 4_096 * 10, 4_096 * 11));
  refused(/is damaged \(.*\); keep a copy of the data folder, then put back the latest backup/);
  writeFileSync(file, Buffer.from(good).fill('x', 0, 8));
  refused(/it is not a database, or its beginning is damaged/);
  writeFileSync(file, good);
  const newer = new DatabaseSync(file);
  newer.exec("insert into migrations values (99, '0099-from-the-future', 1)");
  newer.close();
  refused(/newer version of Skerry/);
  expect(new Set(said).size).toBe(said.length);
  expect(statSync(file).size).toBe(good.length);
}, 240_000);

const healthOf = (file: string, write: () => Promise<number>): { health: StorageHealth; later: () => void } => {
  let now = 0;
  const health = createStorageHealth({
    file,
    write,
    log: createLog('silent', () => {}, Date.now),
    now: () => now,
    fatal: (reason) => {
      throw new Error(reason);
    },
  });
  onTestFinished(health.stop);
  return {
    health,
    later: () => {
      now += 60_000;
    },
  };
};
const sqliteError = (errcode: number): Error => Object.assign(new Error('of SQLite'), { errcode });

it('RUN-4 a server is ready only while it can store, and becomes ready again by itself', async () => {
  const file = join(newFolder(), 'skerry.sqlite');
  const { storage } = openSqlite(file);
  onTestFinished(storage.close);
  let fault: Error | undefined;
  let writes = 0;
  const { health, later } = healthOf(file, async () => {
    writes++;
    if (fault !== undefined) throw fault;
    return storage.facts.probe();
  });
  expect(await Promise.all([health.probe(), health.probe()])).toEqual([undefined, undefined]);
  expect(await health.probe()).toBeUndefined();
  // Whoever asks often does not make the disk work often.
  expect(writes).toBe(1);
  for (const [code, reason] of [
    [13, 'disk-full'],
    [10, 'cannot-write'],
    [8, 'cannot-write'],
  ] as const) {
    fault = sqliteError(code);
    later();
    expect(await health.probe()).toBe(reason);
    fault = undefined;
    later();
    expect(await health.probe()).toBeUndefined();
  }
});

it('RUN-4 a damaged page that a statement met makes it not ready until the file is well again', async () => {
  const file = join(newFolder(), 'skerry.sqlite');
  const { storage, database } = openSqlite(file);
  onTestFinished(storage.close);
  database.exec('pragma wal_checkpoint(truncate)');
  const { health, later } = healthOf(file, storage.facts.probe);
  expect(await health.probe()).toBeUndefined();
  health.noteFault(sqliteError(11));
  later();
  // The file is well: a fault of the moment.
  expect(await health.probe()).toBeUndefined();
  const good = readFileSync(file);
  writeFileSync(file, Buffer.from(good).fill(0xaa, 4_096 * 10, 4_096 * 11));
  health.noteFault(sqliteError(11));
  later();
  expect(await health.probe()).toBe('damaged');
  writeFileSync(file, good);
  later();
  expect(await health.probe()).toBeUndefined();
}, 60_000);

it('RUN-4 over HTTP: live while the process is, ready when it can store', async () => {
  const ask = asking(await run());
  expect(await ask('GET', '/health/live')).toMatchObject({ status: 200 });
  expect(await ask('GET', '/health/ready')).toMatchObject({ status: 200, json: { status: 'ready' } });
});
