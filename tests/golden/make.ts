/**
 * `npm run golden -- NAME` makes a set with this version: what a server and a device have on their disks, and what they
 * said to each other. Run once for each released version, before it is released; a set is never made again.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { accountDocument, chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { newPerson, SERVER_ENV } from '../browser/person.ts';
import { attach, given, isReady, send } from '../support/attaching.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { signUp } from '../support/sign-up.ts';
import { type DeviceDatabase, readDatabases } from './device-databases.ts';
import { GOLDEN, GOLDEN_SECRET, packFolder, writePacked } from './pack.ts';

const name = process.env.SKERRY_GOLDEN ?? '';
const folder = join(GOLDEN, name);

interface Frame {
  readonly by: 'client' | 'server';
  readonly bytes: string;
}

/** Everything that sockets of this process say and hear from now on. */
const listenToFrames = (): readonly Frame[] => {
  const frames: Frame[] = [];
  const keep = (by: Frame['by'], data: Uint8Array) =>
    void frames.push({ by, bytes: Buffer.from(data).toString('base64') });
  const { send: sendFrame, emit } = WebSocket.prototype;
  Object.assign(WebSocket.prototype, {
    send(this: WebSocket, ...given: unknown[]) {
      keep('client', given[0] as Uint8Array);
      return Reflect.apply(sendFrame, this, given);
    },
    emit(this: WebSocket, event: string | symbol, ...given: unknown[]) {
      if (event === 'message') keep('server', given[0] as Uint8Array);
      return Reflect.apply(emit, this, [event, ...given]);
    },
  });
  return frames;
};

const writtenIn = (databases: readonly DeviceDatabase[]): string =>
  [...JSON.stringify(databases).matchAll(/"bytes":"([^"]*)"/g)]
    .map(([, bytes]) => Buffer.from(bytes ?? '', 'base64').toString())
    .join();

/** One of each frame: a conversation of two programs. */
const talk = async (server: ServerProcess): Promise<void> => {
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const [carol, dave] = [await signUp(address, 'Carol'), await signUp(address, 'Dave')];
  const id = makeGroupId(Date.now(), Math.random);
  await carol.post('/api/conversations', { id, kind: 'group', name: 'Choir', members: [dave.userId] });
  const open = async ({ cookie, token, userId, generation }: typeof carol) => {
    const client = await RawClient.connect(address.url, { cookie, origin: address.origin });
    const account = await client.open(accountDocument(userId as UserId, generation), token);
    account.stateless(JSON.stringify({ type: 'follow', since: 0 }));
    await account.next('stateless');
    const conversation = await client.open(conversationDocument(id), token);
    await conversation.read();
    return { client, account, chapter: await client.open(chapterDocument(id, 0), token) };
  };
  const [one, other] = [await open(carol), await open(dave)];
  const writer = new ChapterWriter(carol.number);
  const message = writer.message('Rehearsal at eight');
  expect(await one.chapter.push(message.update)).toBe('saved');
  await other.chapter.next('update');
  expect(await one.chapter.push(writer.edit(message.id, 'Rehearsal at nine'))).toBe('saved');
  // Another's number: refused.
  expect(await one.chapter.push(new ChapterWriter(dave.number).message('not mine').update)).not.toBe('saved');
  await dave.post('/api/receipts', { receipts: [{ conversationId: id, delivered: 1, read: 1 }] });
  await one.account.next('stateless');
  for (const { client } of [one, other]) client.close();
};

it(`WIRE-4 DB-19 makes the set ${name}`, { timeout: 300_000 }, async () => {
  if (!/^[a-z0-9.-]+$/.test(name)) throw new Error('Say how the set is to be called: npm run golden -- 0.1.0');
  if (existsSync(folder)) throw new Error(`The set ${name} exists, and sets do not change.`);
  const data = mkdtempSync(join(tmpdir(), 'skerry-golden-'));
  const server = await ServerProcess.start({ data, env: { ...SERVER_ENV, SKERRY_SECRET: GOLDEN_SECRET } });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 900 } });
    const bob = await newPerson(server, 'Bob', { viewport: { width: 1440, height: 900 } });
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('The boat leaves at seven');
    await alice.seesState('The boat leaves at seven', 'sent');
    await alice.edit('leaves at seven', 'The boat leaves at eight');
    await bob.open('Boat club');
    await bob.sees('leaves at eight');
    await bob.react('leaves at eight', '👍');
    await alice.seesReaction('leaves at eight', '👍', 1);
    await alice.choose('leaves at eight', 'Pin');
    await alice.write('said by mistake');
    await bob.sees('said by mistake');
    await alice.remove('said by mistake');
    await bob.seesNot('said by mistake');
    await attach(alice, 'File', [given('tides.txt', 'text/plain', Buffer.from('high water at noon'))]);
    await isReady(alice, 1);
    await send(alice);
    await bob.sees('tides.txt');
    await bob.write('I bring the ropes');
    await bob.seesState('I bring the ropes', 'sent');
    await alice.sees('I bring the ropes');
    await bob.choose('leaves at eight', 'Star');
    await bob.goOffline();
    await bob.write('from the island');
    await bob.seesState('from the island', 'saved');
    await bob.field().fill('half a sentence');
    // Written a moment after the last key.
    await expect.poll(async () => writtenIn(await readDatabases(bob.page))).toContain('half a sentence');
    const databases = await readDatabases(bob.page);
    const frames = listenToFrames();
    await talk(server);
    await server.stop();
    writePacked(join(folder, 'device.json.gz'), databases);
    writePacked(join(folder, 'frames.json.gz'), frames);
    writePacked(join(folder, 'server.json.gz'), packFolder(data));
    writeFileSync(join(folder, 'README.md'), `Made by ${name}; see ../make.ts for what was written.\n`);
  } finally {
    await server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});
