import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SCHEMA } from '../../storage/postgres/migrate.ts';
import { freePort } from '../support/free-port.ts';
import { join, makeGroup } from '../support/members.ts';
import { createDatabase, type TestDatabase } from '../support/postgres-database.ts';
import { RawClient } from '../support/raw-client.ts';
import { runSkerry } from '../support/run-skerry.ts';
import { ServerProcess } from '../support/server-process.ts';

const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-postgres-'));
const databases: TestDatabase[] = [];
const servers: ServerProcess[] = [];
afterAll(async () => {
  for (const server of servers) await server.dispose();
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const emptyDatabase = async (): Promise<TestDatabase> => {
  const database = await createDatabase(true);
  databases.push(database);
  return database;
};
const start = async (url: string, data: string): Promise<ServerProcess> => {
  const env = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error', DATABASE_URL: url };
  const server = await ServerProcess.start({ data: joinPath(folder, data), env });
  servers.push(server);
  return server;
};
const addressOf = (server: ServerProcess) => ({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url });

it('DB-12 two people chat over PostgreSQL, and find it all again after the server was killed', async () => {
  const { url } = await emptyDatabase();
  const server = await start(url, 'chat');
  const address = addressOf(server);
  const [alice, bob] = [await join(address, 'alice'), await join(address, 'bob')];
  const { chapter } = await makeGroup(alice, bob);
  const said: string[] = [];
  for (const member of [alice, bob]) {
    const document = await member.client.open(chapter, member.token);
    const { id, update } = member.writer().message('hello');
    document.sync(2, update);
    expect(await document.outcome()).toBe('saved');
    said.push(id);
    member.client.close();
  }
  await server.kill();
  await server.start();
  const reader = await RawClient.connect(address.url, { cookie: bob.cookie, origin: address.origin });
  const found = await (await reader.open(chapter, bob.token)).read();
  reader.close();
  expect([...found.getMap('messages').keys()].sort()).toEqual(said.sort());
});

it('DB-13 DB-14 of five servers that start at once on an empty database one migrates it and runs, and the others say why not', async () => {
  const database = await emptyDatabase();
  const ports = await Promise.all(Array.from({ length: 5 }, freePort));
  const outcomes = await Promise.allSettled(
    ports.map((port, i) =>
      ServerProcess.start({
        data: joinPath(folder, `five-${i}`),
        port,
        env: { SKERRY_LOG: 'error', DATABASE_URL: database.url },
      }),
    ),
  );
  const running = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  servers.push(...running);
  expect(running).toHaveLength(1);
  for (const one of outcomes)
    if (one.status === 'rejected') expect(String(one.reason)).toMatch(/Another server runs on the database.*REDIS_URL/);
  const [{ steps } = {}] = await database.query('select count(*)::int as steps from migrations');
  expect(steps).toBe(SCHEMA);
});

it('DB-15 an export names the kind of database, a restore is announced, and no command shows the address', async () => {
  const database = await emptyDatabase();
  const { url } = database;
  const data = joinPath(folder, 'commands');
  const exported = await runSkerry(data, ['export', joinPath(folder, 'e')], { DATABASE_URL: url });
  expect(exported.code).toBe(2);
  expect(exported.err).toMatch(/PostgreSQL/);
  expect((await runSkerry(data, ['restored'], { DATABASE_URL: url })).code).toBe(0);
  const [state] = await database.query('select epoch_number::int as epoch from server_state');
  expect(state).toEqual({ epoch: 1 });
  const checked = await runSkerry(data, ['config', 'check'], { DATABASE_URL: url });
  expect(checked.code).toBe(0);
  expect(checked.out).not.toContain(new URL(url).port);
});

it('DB-16 a wrong address, an unknown database and a newer one each get a sentence', async () => {
  const database = await emptyDatabase();
  const sentence = async (url: string): Promise<string> =>
    (await runSkerry(joinPath(folder, 'wrong'), ['start'], { DATABASE_URL: url, PORT: '0' })).err;
  const nobody = new URL(database.url);
  nobody.port = String(await freePort());
  expect(await sentence(nobody.href)).toMatch(/cannot be reached/);
  expect(await sentence(`${database.url}x`)).toMatch(/no such database/);
  expect(await sentence('mysql://db/skerry')).toMatch(/DATABASE_URL must be/);
  await database.query('create table migrations (number bigint primary key, name text, applied_at bigint)');
  await database.query("insert into migrations values (99, 'later', 0)");
  expect(await sentence(database.url)).toMatch(/newer version.*schema 99/);
});
