import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { parseAccountNumber } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { asking, cookieOf, PASSWORD, type Running, run, type Somebody, signUp } from './running-server.ts';

const WAIT_MS = 10_000;

/** A stock client warns of each denial in its console. */
beforeEach(() => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  return () => warn.mockRestore();
});

const until = async (what: string, test: () => boolean): Promise<void> => {
  for (const end = Date.now() + WAIT_MS; !test(); ) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

interface Stock {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly closes: { code: number; reason: string }[];
}

const connect = (server: Running, document: string, token: string, doc: Y.Doc): Stock => {
  // Node's own WebSocket sends no cookies and no Origin, as programs do.
  const polyfill = WebSocket as unknown as typeof globalThis.WebSocket;
  const provider = new WebsocketProvider(`${server.local.replace('http', 'ws')}/yjs`, document, doc, {
    params: { token },
    WebSocketPolyfill: polyfill,
    disableBc: true,
  });
  const closes: Stock['closes'] = [];
  provider.on('connection-close', (event) => {
    if (event !== null) closes.push({ code: event.code, reason: event.reason });
  });
  onTestFinished(() => {
    provider.destroy();
    doc.destroy();
  });
  return { doc, provider, closes };
};

const tokenFor = async (who: Somebody, over: Record<string, unknown> = {}) => {
  const { json } = await who.ask('POST', '/api/sync-tokens', over);
  return { token: String(json?.token), clientId: Number(json?.clientId) };
};

const numberOf = (who: Somebody) => {
  const number = parseAccountNumber(who.number);
  if (number === undefined) throw new Error('no account number');
  return number;
};

/** Joins with the person's own token; `writer` writes into the provider's document under the client id it was given. */
const join = async (server: Running, who: Somebody, document: string, over: Record<string, unknown> = {}) => {
  const { token, clientId } = await tokenFor(who, over);
  const writer = new ChapterWriter(numberOf(who), clientId);
  writer.doc.clientID = clientId;
  return { ...connect(server, document, token, writer.doc), writer, token };
};

const groupOf = async (owner: Somebody, ...others: Somebody[]) => {
  const id = makeGroupId(Date.now(), Math.random);
  const members = others.map(({ userId }) => userId);
  const made = await owner.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Bots', members });
  expect(made.status).toBe(201);
  return id;
};

it('STOCK-1 two stock clients write to each other through admission', async () => {
  const server = await run();
  const [alice, bot] = [await signUp(server, 'Alice'), await signUp(server, 'Bot')];
  const chapter = chapterDocument(await groupOf(alice, bot), 0);
  const a = await join(server, alice, chapter);
  const b = await join(server, bot, chapter, { document: chapter });
  await until('both synced', () => a.provider.synced && b.provider.synced);
  a.writer.message('hello from a stock client');
  await until(
    'the message and its stamp',
    () => b.doc.getMap('messages').size === 1 && b.doc.getMap('stamps').size === 1,
  );
  b.writer.message('hello back');
  await until('the answer', () => a.doc.getMap('messages').size === 2 && a.doc.getMap('stamps').size === 2);
  expect([...a.closes, ...b.closes]).toEqual([]);
});

it('STOCK-2 tokens that open nothing end the connection for good', async () => {
  const server = await run();
  const [alice, mallory] = [await signUp(server, 'Alice'), await signUp(server, 'Mallory')];
  const id = await groupOf(alice);
  const chapter = chapterDocument(id, 0);
  const good = await tokenFor(alice);
  const [prefix, claims = '', signature] = good.token.split('.');
  const forged = Buffer.from(claims, 'base64url').toString().replace(alice.userId, mallory.userId);
  const denied = async (document: string, token: string, reason: string) => {
    const stock = connect(server, document, token, new Y.Doc());
    await until(`closed: ${reason}`, () => stock.closes.length > 0);
    expect(stock.closes).toEqual([{ code: 4403, reason }]);
    expect(stock.provider.shouldConnect).toBe(false);
  };
  await denied(chapter, '', 'signed-out');
  await denied(chapter, alice.token, 'signed-out');
  await denied(chapter, `${prefix}.${Buffer.from(forged).toString('base64url')}.${signature}`, 'signed-out');
  await denied(chapter, `${good.token}x`, 'signed-out');
  await denied(chapter, (await tokenFor(mallory)).token, 'not-a-member');
  await denied(chapter, (await tokenFor(alice, { document: conversationDocument(id) })).token, 'not-a-member');
  await denied('nothing', good.token, 'no-such-document');
  await denied(`account/${alice.userId}/0`, (await tokenFor(mallory)).token, 'no-such-document');
  await alice.ask('POST', '/api/auth/sign-out', {});
  await denied(chapter, good.token, 'signed-out');
});

it('TOKEN-1 a sync token ends after five minutes', async () => {
  let ahead = 0;
  const server = await run({ surroundings: { now: () => Date.now() + ahead } });
  const alice = await signUp(server, 'Alice');
  const chapter = chapterDocument(await groupOf(alice), 0);
  const { token } = await tokenFor(alice);
  ahead = 5 * 60_000 + 1;
  const stock = connect(server, chapter, token, new Y.Doc());
  await until('closed', () => stock.closes.length > 0);
  expect(stock.closes).toEqual([{ code: 4403, reason: 'signed-out' }]);
});

it('STOCK-3 refused writes end the connection with the rule', async () => {
  const server = await run();
  const [alice, bot] = [await signUp(server, 'Alice'), await signUp(server, 'Bot')];
  const chapter = chapterDocument(await groupOf(alice, bot), 0);
  const forger = await join(server, bot, chapter);
  await until('synced', () => forger.provider.synced);
  forger.doc.getMap('stamps').set('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'forged');
  await until('closed', () => forger.closes.length > 0);
  expect(forger.closes).toEqual([{ code: 4422, reason: expect.stringMatching(/^server-only \(PERM-\d+\)$/) }]);

  const reader = await join(server, bot, chapter, { access: 'read' });
  await until('synced', () => reader.provider.synced);
  reader.writer.message('not allowed');
  await until('closed', () => reader.closes.length > 0);
  expect(reader.closes).toEqual([{ code: 4422, reason: 'not-allowed' }]);

  const honest = await join(server, alice, chapter);
  await until('synced', () => honest.provider.synced);
  expect(honest.doc.getMap('messages').size + honest.doc.getMap('stamps').size).toBe(0);
});

it('STOCK-2 removing a member and signing out close its stock connections', async () => {
  const server = await run();
  const [alice, bot] = [await signUp(server, 'Alice'), await signUp(server, 'Bot')];
  const id = await groupOf(alice, bot);
  const [removed, signedOut] = [
    await join(server, bot, chapterDocument(id, 0)),
    await join(server, alice, chapterDocument(id, 0)),
  ];
  await until('synced', () => removed.provider.synced && signedOut.provider.synced);
  expect((await alice.ask('DELETE', `/api/conversations/${id}/members/${bot.userId}`)).status).toBe(204);
  await until('closed', () => removed.closes.length > 0);
  expect(removed.closes).toEqual([{ code: 4403, reason: 'not-a-member' }]);
  await alice.ask('POST', '/api/auth/sign-out', {});
  await until('closed', () => signedOut.closes.length > 0);
  expect(signedOut.closes).toEqual([{ code: 4403, reason: 'signed-out' }]);
});

it('STOCK-4 awareness passes for oneself only', async () => {
  const server = await run();
  const [alice, bot] = [await signUp(server, 'Alice'), await signUp(server, 'Bot')];
  const document = conversationDocument(await groupOf(alice, bot));
  const a = await join(server, alice, document);
  const b = await join(server, bot, document);
  await until('synced', () => a.provider.synced && b.provider.synced);
  a.provider.awareness.setLocalState({ number: alice.number, typing: true });
  await until('presence', () => b.provider.awareness.getStates().has(a.doc.clientID));
  b.provider.awareness.setLocalState({ number: alice.number, typing: true });
  a.provider.awareness.setLocalState({ number: alice.number, typing: false });
  await until('the change', () => b.provider.awareness.getStates().get(a.doc.clientID)?.typing === false);
  expect(a.provider.awareness.getStates().has(b.doc.clientID)).toBe(false);
  expect([...a.closes, ...b.closes]).toEqual([]);
});

it('AUTH-7 ending the other sessions closes what they opened, and not one’s own', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const chapter = chapterDocument(await groupOf(alice), 0);
  const signIn = async () => {
    const credentials = { email: alice.email, password: PASSWORD };
    const { headers } = await asking(server, { origin: server.local })('POST', '/api/auth/sign-in/email', credentials);
    return { ...alice, ask: asking(server, { origin: server.local, cookie: cookieOf(headers) }) };
  };
  const [laptop, phone, tablet] = [alice, await signIn(), await signIn()];
  const own = await join(server, laptop, chapter);
  const [second, third] = [await join(server, phone, chapter), await join(server, tablet, chapter)];
  await until('synced', () => [own, second, third].every(({ provider }) => provider.synced));
  expect((await laptop.ask('DELETE', '/api/sessions')).status).toBe(204);
  await until('closed', () => second.closes.length > 0 && third.closes.length > 0);
  expect([second.closes, third.closes]).toEqual(Array(2).fill([{ code: 4403, reason: 'signed-out' }]));
  expect((await phone.ask('GET', '/api/me')).status).toBe(401);
  own.writer.message('still here');
  await until('the stamp', () => own.doc.getMap('stamps').size === 1);

  const passwords = { currentPassword: PASSWORD, newPassword: 'battery staple', revokeOtherSessions: true };
  expect((await laptop.ask('POST', '/api/auth/change-password', passwords)).status).toBe(200);
  await until('closed', () => own.closes.length > 0);
});
