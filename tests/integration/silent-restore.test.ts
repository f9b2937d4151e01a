import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';
import { accountOf, join, type Member, makeGroup } from '../support/members.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const newFolder = (): string => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-silent-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const startOn = async (data: string): Promise<ServerProcess> => {
  const server = await ServerProcess.start({ data, env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'warn' } });
  onTestFinished(() => server.dispose());
  return server;
};
const addressOf = (server: ServerProcess) => ({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url });
const feed = async (member: Member, page?: FeedPage): Promise<FeedPage> => {
  const since = page === undefined ? '' : `?since=${page.cursor}&proof=${page.proof ?? ''}`;
  return (await member.get(`/api/feed${since}`)).json() as Promise<FeedPage>;
};
/** Puts the backup in the place of what is there, with the server killed. */
const putBack = (backup: string, data: string, only?: (file: string) => boolean): void => {
  for (const file of readdirSync(data)) rmSync(joinPath(data, file), { recursive: true });
  for (const file of readdirSync(backup))
    if (only?.(file) !== false) cpSync(joinPath(backup, file), joinPath(data, file), { recursive: true });
};
const noticed = (server: ServerProcess): number => server.output.split('"event":"older-database"').length - 1;

it('RUN-7 an older database restored without an announcement is noticed once, by the first device that returns', async () => {
  const [data, backup] = [joinPath(newFolder(), 'data'), newFolder()];
  const server = await startOn(data);
  const alice = await join(addressOf(server), 'alice');
  const bob = await join(addressOf(server), 'bob');
  const group = await makeGroup(alice, bob);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  expect(await chapter.push(writer.message('in the backup').update)).toBe('saved');
  await server.kill();
  cpSync(data, backup, { recursive: true });

  await server.start();
  const again = await RawClient.connect(addressOf(server).url, { cookie: alice.cookie, origin: server.url });
  const forgotten = writer.message('not in the backup');
  expect(await (await again.open(group.chapter, alice.token)).push(forgotten.update)).toBe('saved');
  const pages = [await feed(alice), await feed(bob)];
  again.close();
  await server.kill();

  for (const round of [1, 2]) {
    putBack(backup, data);
    await server.start();
    // The server gets past where the devices were before any of them is back.
    const early = await RawClient.connect(addressOf(server).url, { cookie: bob.cookie, origin: server.url });
    const old = await early.open(group.chapter, bob.token);
    const others = bob.writer();
    for (let i = 0; i < 5; i++) expect(await old.push(others.message(`meanwhile ${i}`).update)).toBe('saved');
    const [mine, theirs] = pages.slice(-2);
    const answers = await Promise.all([feed(alice, mine), feed(bob, theirs), feed(alice, mine), feed(bob, theirs)]);
    const after = await feed(alice);
    expect(new Set(answers.map(({ epoch }) => epoch)).has(after.epoch)).toBe(true);
    expect(after.epoch).not.toBe(mine?.epoch);
    expect(noticed(server)).toBe(round);
    // Whoever is connected comes again.
    expect((await old.next('closed')).reason).toBe('epoch-changed');
    const returning = await RawClient.connect(addressOf(server).url, { cookie: alice.cookie, origin: server.url });
    const document = await returning.open(
      group.chapter,
      JSON.stringify({ ...JSON.parse(alice.token), epoch: after.epoch }),
    );
    expect(await document.push(forgotten.update)).toBe('saved');
    const stamp = (await document.read()).getMap('stamps').get(forgotten.id);
    expect(isStoredStamp(stamp) ? stamp[0] : 0).toBeGreaterThan(round * 2 ** 20);
    pages.push(await feed(alice), await feed(bob));
    // Proofs that were kept begin nothing again.
    for (const page of pages) await feed(bob, page);
    expect((await feed(alice)).epoch).toBe(after.epoch);
    expect(noticed(server)).toBe(round);
    returning.close();
    early.close();
    await server.kill();
  }
}, 120_000);

it('RUN-7 the database alone is enough, a proof may come over the socket, and numbers without a proof show nothing', async () => {
  const [data, backup] = [joinPath(newFolder(), 'data'), newFolder()];
  const server = await startOn(data);
  const alice = await join(addressOf(server), 'alice');
  await server.stop();
  cpSync(data, backup, { recursive: true });
  await server.start();
  await makeGroup(alice);
  const page = await feed(alice);
  await server.kill();
  putBack(backup, data, (file) => file === 'skerry.sqlite' || file === 'secret');
  await server.start();

  const bare = (await (await alice.get(`/api/feed?since=${page.cursor + 640}`)).json()) as FeedPage;
  expect(bare.epoch).toBe(page.epoch);
  const forged = (page.proof ?? '').replace(/[0-9]+(\.[^.]+)$/, '9999$1');
  expect((await feed(alice, { ...page, proof: forged })).epoch).toBe(page.epoch);
  expect(noticed(server)).toBe(0);

  const client = await RawClient.connect(addressOf(server).url, { cookie: alice.cookie, origin: server.url });
  const account = await client.open(accountOf(alice), alice.token);
  account.stateless(JSON.stringify({ type: 'follow', since: page.cursor, proof: page.proof }));
  expect((await account.next('closed')).reason).toBe('epoch-changed');
  expect(noticed(server)).toBe(1);
  client.close();
}, 120_000);

it('RUN-8 a second server on a folder says who has it, and the first is not disturbed', async () => {
  const data = joinPath(newFolder(), 'data');
  const server = await startOn(data);
  const second = ServerProcess.start({ data });
  await expect(second).rejects.toThrow(
    new RegExp(
      `in use by another server \\(process ${server.pid} on .*, since .*, at http://localhost:${server.port}\\)`,
    ),
  );
  expect((await fetch(`${server.url}/health/ready`)).ok).toBe(true);
  await server.kill();
  await server.start();
}, 120_000);

it('RUN-9 a server whose database file was replaced under it ends and says so', async () => {
  const [data, backup] = [joinPath(newFolder(), 'data'), newFolder()];
  const server = await startOn(data);
  cpSync(data, backup, { recursive: true });
  putBack(backup, data);
  await expect.poll(() => server.pid, { timeout: 20_000 }).toBeUndefined();
  expect(server.output).toContain('was replaced or moved while the server ran');
}, 120_000);
