import { join as joinPath } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { accountDocument, chapterDocument } from '../../shared/document/name.ts';
import { parseAccountNumber, type UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { asking, codeOf, PASSWORD, type Running, run, type Somebody, signUp } from './running-server.ts';

const SOON = { timeout: 20_000 };

const openAs = async (server: Running, who: Somebody) => {
  const me = await who.ask('GET', '/api/me');
  const client = await RawClient.connect(`${server.local.replace('http', 'ws')}/sync`, {
    cookie: who.cookie,
    origin: server.local,
  });
  const token = JSON.stringify({ protocol: PROTOCOL, epoch: String(me.json?.epoch) });
  return { client, open: (document: string) => client.open(document, token) };
};

const writerOf = (who: Somebody) => {
  const number = parseAccountNumber(who.number);
  if (number === undefined) throw new Error('no account number');
  return new ChapterWriter(number, who.number);
};

it('DEV-11 the owner of a group with other members, the only administrator, and a person who cannot prove who they are cannot delete their account', async () => {
  const server = await run();
  const token = new URL(server.setupUrl ?? '').searchParams.get('token') ?? '';
  const setUp = await asking(server, { origin: server.local })('POST', '/api/setup', {
    token,
    name: 'Admin',
    email: 'admin@example.org',
    password: PASSWORD,
  });
  const admin = asking(server, {
    origin: server.local,
    cookie: setUp.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  });
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const leave = async (ask: Somebody['ask'], over: Record<string, unknown> = {}) => {
    const { userId } = (await ask('GET', '/api/me')).json ?? {};
    return ask('POST', '/api/me/delete', { userId, messages: 'keep', password: PASSWORD, ...over });
  };
  expect((await admin('GET', '/api/me/leaving')).json).toEqual({ owned: [], lastAdministrator: true });
  expect(codeOf(await leave(admin))).toBe('last-administrator');
  const id = makeGroupId(Date.now(), Math.random);
  await alice.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members: [bob.userId] });
  expect((await alice.ask('GET', '/api/me/leaving')).json).toEqual({
    owned: [{ id, name: 'Boat club' }],
    lastAdministrator: false,
  });
  expect(codeOf(await leave(alice.ask))).toBe('last-owner');
  for (const password of ['wrong', undefined])
    expect(codeOf(await leave(bob.ask, { password }))).toBe('wrong-password');
  expect((await leave(bob.ask, { messages: 'both' })).status).toBe(400);
  expect(codeOf(await leave(bob.ask, { userId: alice.userId }))).toBe('not-allowed');
  expect((await bob.ask('GET', '/api/me')).status).toBe(200);
  expect((await leave(bob.ask)).status).toBe(204);
  expect((await leave(alice.ask)).status).toBe(204);
});

it('DEV-12 a deleted account is gone at once: sessions, sockets, name and address; its messages go when asked', async () => {
  const server = await run();
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const id = makeGroupId(Date.now(), Math.random);
  await bob.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members: [alice.userId] });
  const [hers, his] = [await openAs(server, alice), await openAs(server, bob)];
  const account = await hers.open(accountDocument(alice.userId as UserId, 0));
  const chapter = await hers.open(chapterDocument(id, 0));
  const seen = await his.open(chapterDocument(id, 0));
  const [a, b] = [writerOf(alice), writerOf(bob)];
  const first = a.message('words of mine');
  expect(await chapter.push(first.update)).toBe('saved');
  const other = b.message('words of his');
  expect(await seen.push(other.update)).toBe('saved');

  const leaving = { userId: alice.userId, messages: 'remove', password: PASSWORD };
  expect((await alice.ask('POST', '/api/me/delete', leaving)).status).toBe(204);
  expect((await account.next('closed')).reason).toBe('signed-out');
  expect(codeOf(await alice.ask('GET', '/api/me'))).toBe('account-gone');
  const signIn = await asking(server, { origin: server.local })('POST', '/api/auth/sign-in/email', {
    email: alice.email,
    password: PASSWORD,
  });
  expect(signIn.status).toBe(401);
  const feed = await bob.ask('GET', '/api/feed?since=0');
  expect(feed.json?.people).toContainEqual({ userId: alice.userId, number: alice.number, name: '', gone: true });
  expect(feed.text).not.toContain('Alice');
  expect((await bob.ask('GET', '/api/people?query=Alice')).json).toEqual({ people: [] });

  // In the background, through admission like every deletion: Bob's device sees it happen.
  await expect.poll(async () => (await seen.read()).getMap('messages').has(first.id), SOON).toBe(false);
  expect((await seen.read()).getMap('messages').has(other.id)).toBe(true);
  await expect
    .poll(() => {
      const database = new DatabaseSync(joinPath(server.data, 'skerry.sqlite'), { readOnly: true });
      const rows = database.prepare("select name from documents where name like 'account/%'").all();
      const users = database.prepare('select email from sign_in_user').all();
      database.close();
      return { rows: rows.filter(({ name }) => String(name).includes(alice.userId)), users: users.length };
    }, SOON)
    .toEqual({ rows: [], users: 1 });

  const again = await asking(server, { origin: server.local })('POST', '/api/auth/sign-up/email', {
    name: 'Alice',
    email: alice.email,
    password: PASSWORD,
  });
  expect(again.status).toBe(200);
  hers.client.close();
  his.client.close();
});

it('DEV-12 what a crash interrupted is finished at the next start; kept messages stay', async () => {
  const first = await run();
  const [alice, bob] = [await signUp(first, 'Alice'), await signUp(first, 'Bob')];
  const id = makeGroupId(Date.now(), Math.random);
  await bob.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members: [alice.userId] });
  const hers = await openAs(first, alice);
  const kept = writerOf(alice).message('kept words');
  expect(await (await hers.open(chapterDocument(id, 0))).push(kept.update)).toBe('saved');
  hers.client.close();
  await first.close();
  const database = new DatabaseSync(joinPath(first.data, 'skerry.sqlite'));
  // What a crash right after the decision leaves: the account is gone, its sign-in is not.
  database.exec(`update accounts set gone = 1, name = '', name_folded = '', email = '' where number = ${alice.number}`);
  database.exec(`insert into erasures (account, messages) values (${alice.number}, 0)`);
  database.close();
  const second = await run({ config: { data: first.data } });
  const asAlice = asking(second, { cookie: alice.cookie, origin: second.local });
  await expect.poll(async () => codeOf(await asAlice('GET', '/api/me')), SOON).toBe('account-gone');
  const asBob = { ...bob, ask: asking(second, { cookie: bob.cookie, origin: second.local }) };
  const his = await openAs(second, asBob);
  expect((await (await his.open(chapterDocument(id, 0))).read()).getMap('messages').has(kept.id)).toBe(true);
  his.client.close();
});
