import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { createChapterIndex } from '../../shared/timeline/chapter-index.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { DATABASE_FILE } from '../../sync-server/data-folder/check-folder.ts';
import { eventually } from '../support/eventually.ts';
import { folderHolds } from '../support/folder-holds.ts';
import { lineOf } from '../support/line-of.ts';
import { join, type Member, makeDirect, makeGroup } from '../support/members.ts';
import { putMember } from '../support/put-member.ts';
import { RawClient } from '../support/raw-client.ts';
import { type Running, run } from './running-server.ts';

/** What the server writes of its own: events, and the removal of what is due. */

const DAY = 86_400_000;
const addressOf = (server: Running) => ({ url: `${server.local.replace('http', 'ws')}/sync`, origin: server.local });

const folder = (): string => {
  const data = mkdtempSync(joinPath(tmpdir(), 'skerry-own-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
};

/** The same person at a server that was started again. */
const again = async (server: Running, member: Member): Promise<RawClient> => {
  const client = await RawClient.connect(addressOf(server).url, { cookie: member.cookie, origin: server.local });
  onTestFinished(() => client.close());
  return client;
};

const kindsIn = (doc: Y.Doc): ConversationEvent[] =>
  createChapterIndex(doc, 0)
    .events()
    .map(({ event }) => event);

const change = async (server: Running, actor: Member, method: string, path: string, body?: unknown): Promise<void> => {
  const answer = await fetch(`${server.local}${path}`, {
    method,
    headers: { cookie: actor.cookie, origin: server.local, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
};

it('EVT-1 what happens in a group is written into its chapter, in order, and reaches those who have it open', async () => {
  const server = await run();
  const [alice, bob, carol] = [
    await join(addressOf(server), 'alice'),
    await join(addressOf(server), 'bob'),
    await join(addressOf(server), 'carol'),
  ];
  const group = await makeGroup(alice, bob);
  const chapter = await alice.open(group.chapter);
  const until = (count: number) =>
    eventually(`event ${count}`, async () => {
      const events = kindsIn(await chapter.read());
      return events.length >= count ? events : undefined;
    });
  await until(1);
  const members = `/api/conversations/${group.id}/members`;
  await change(server, alice, 'POST', members, { userId: carol.userId });
  await until(2);
  await change(server, alice, 'PATCH', `${members}/${bob.userId}`, { role: 'admin' });
  await until(3);
  const profile = await alice.open(group.conversation);
  const writer = alice.writer();
  const named = writer.set('profile', 'name', writer.envelope({ kind: 'name', text: 'Sailing club' }));
  expect(await profile.push(named)).toBe('saved');
  await until(4);
  expect(await profile.push(writer.set('settings', 'disappear', 86_400))).toBe('saved');
  await until(5);
  await change(server, bob, 'DELETE', `${members}/${carol.userId}`);
  await until(6);
  await change(server, bob, 'DELETE', `${members}/${bob.userId}`);
  const by = alice.number;
  expect(await until(7)).toEqual([
    { kind: 'created', by, name: 'Boat club' },
    { kind: 'added', by, who: carol.number },
    { kind: 'role', by, who: bob.number, role: 'admin' },
    { kind: 'renamed', by, name: 'Sailing club' },
    { kind: 'disappear', by, seconds: 86_400 },
    { kind: 'removed', by: bob.number, who: carol.number },
    { kind: 'left', by: bob.number },
  ]);
});

it('EVT-3 two names written apart are both events, and the facts follow the document', async () => {
  const server = await run();
  const [alice, bob] = [await join(addressOf(server), 'alice'), await join(addressOf(server), 'bob')];
  const group = await makeGroup(alice, bob);
  await change(server, alice, 'PATCH', `/api/conversations/${group.id}/members/${bob.userId}`, { role: 'admin' });
  // The lower client id comes later, and loses in the document.
  const [high, low] = [bob, alice].map((member) => ({ member, writer: member.writer() }));
  for (const [one, name] of [
    [high, 'High'],
    [low, 'Low'],
  ] as const) {
    if (one === undefined) throw new Error('There are two.');
    const { member, writer } = one;
    const update = writer.set('profile', 'name', writer.envelope({ kind: 'name', text: name }));
    expect(await (await member.open(group.conversation)).push(update)).toBe('saved');
  }
  const chapter = await alice.open(group.chapter);
  const names = await eventually('both names', async () => {
    const found = kindsIn(await chapter.read()).flatMap((event) => (event.kind === 'renamed' ? [event.name] : []));
    return found.length === 2 ? found : undefined;
  });
  expect(names).toEqual(['High', 'Low']);
  const list = await (await alice.get('/api/conversations')).json();
  expect(list).toMatchObject({ conversations: [{ id: group.id, name: 'High' }] });
});

it('EVT-2 an event that a crash kept from being written is written at the next start, once', async () => {
  const data = folder();
  const first = await run({ config: { data } });
  const [alice, bob] = [await join(addressOf(first), 'alice'), await join(addressOf(first), 'bob')];
  const group = await makeGroup(alice);
  const chapter = await alice.open(group.chapter);
  await eventually('the first event', async () => kindsIn(await chapter.read())[0]);
  await first.close();
  const { storage } = openSqlite(joinPath(data, DATABASE_FILE));
  await putMember(storage.facts, group.id, bob.userId as UserId, 'member', Date.now(), alice.userId as UserId);
  expect(await storage.facts.pendingEvents(0, 10)).toHaveLength(1);
  await storage.close();
  for (let start = 0; start < 2; start++) {
    const server = await run({ config: { data } });
    const read = await (await again(server, alice)).open(group.chapter, alice.token);
    await eventually('the added member', async () => kindsIn(await read.read())[1]);
    expect(kindsIn(await read.read())).toEqual([
      { kind: 'created', by: alice.number, name: 'Boat club' },
      { kind: 'added', by: alice.number, who: bob.number },
    ]);
    await server.close();
  }
});

it('DIS-3 a message disappears when it is due, from document, preview and files, and nothing later can bring it back', async () => {
  const data = folder();
  const first = await run({ config: { data } });
  const [alice, bob] = [await join(addressOf(first), 'alice'), await join(addressOf(first), 'bob')];
  const direct = await makeDirect(alice, bob);
  const settings = alice.writer();
  expect(await (await alice.open(direct.conversation)).push(settings.set('settings', 'disappear', 86_400))).toBe(
    'saved',
  );
  const chapter = await alice.open(direct.chapter);
  const writer = alice.writer();
  const { id, update } = writer.message('secret of one day');
  expect(await chapter.push(update)).toBe('saved');
  const deleted = writer.message('deleted before it was due');
  expect(await chapter.push(deleted.update)).toBe('saved');
  expect(await chapter.push(writer.remove(deleted.id, alice.number))).toBe('saved');
  expect(createChapterIndex(await chapter.read(), 0).messages()).toHaveLength(2);
  const reader = bob.writer();
  reader.receive(Y.encodeStateAsUpdate(await (await bob.open(direct.chapter)).read()));
  const reaction = reader.react(id, '👍');
  expect(await (await bob.open(direct.chapter)).push(reaction.update)).toBe('saved');
  const stamp: unknown = (await chapter.read()).getMap('stamps').get(id);
  if (!Array.isArray(stamp)) throw new Error('A message has a stamp.');
  expect(stamp[2]).toBe(stamp[1] + DAY);
  await first.close();
  expect(folderHolds(data, 'secret of one day')).toBe(true);

  const server = await run({ config: { data }, surroundings: { now: () => Date.now() + DAY + 60_000 } });
  const read = await (await again(server, alice)).open(direct.chapter, alice.token);
  const swept = await eventually('the sweep', async () => {
    const doc = await read.read();
    return doc.getMap('deletions').has(id) ? doc : undefined;
  });
  expect(swept.getMap('messages').has(id)).toBe(false);
  expect(swept.getMap('reactions').size).toBe(0);
  expect(createChapterIndex(swept, 0).messages()).toEqual([]);
  const list = await (await fetch(`${server.local}/api/conversations`, { headers: { cookie: alice.cookie } })).json();
  expect(list.conversations).toMatchObject([{ id: direct.id, unread: 0, disappear: 86_400 }]);
  expect(list.conversations[0].head).toBeUndefined();
  // An edit written before it was due comes late: taken, and swept at once.
  expect(await read.push(writer.edit(id, 'secret of another day'))).toBe('saved');
  const after = await read.read();
  expect([...after.getMap('edits').keys()]).toEqual([]);
  await server.close();
  expect(folderHolds(data, 'secret of one day')).toBe(false);
  expect(folderHolds(data, 'secret of another day')).toBe(false);
});

it('PERM-24 what is deleted for everyone is gone from document, preview, mentions and files', async () => {
  const data = folder();
  const server = await run({ config: { data } });
  const [alice, bob] = [await join(addressOf(server), 'alice'), await join(addressOf(server), 'bob')];
  const group = await makeGroup(alice, bob);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  const id = writer.id();
  const text = 'words to be regretted';
  expect(
    await chapter.push(
      writer.set(
        'messages',
        id,
        writer.envelope({ kind: 'text', text: `@bob ${text}`, mentions: [{ by: bob.number, name: 'bob' }] }),
      ),
    ),
  ).toBe('saved');
  const factOf = async () => {
    const list = await (await bob.get('/api/conversations')).json();
    return list.conversations[0];
  };
  const before = await factOf();
  expect(before).toMatchObject({ unread: 1, mentions: 1, mentionSeq: 1 });
  expect(lineOf(before.head)).toBe(`@bob ${text}`);
  expect(await chapter.push(writer.remove(id, alice.number))).toBe('saved');
  const fact = await factOf();
  expect(fact).toMatchObject({ unread: 0, mentions: 0, head: { id, deleted: true } });
  expect([fact.head.entry, fact.head.edit, fact.mentionSeq]).toEqual([undefined, undefined, undefined]);
  await server.close();
  expect(folderHolds(data, text)).toBe(false);
});
