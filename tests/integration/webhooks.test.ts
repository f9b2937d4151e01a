import { expect, it } from 'vitest';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { botOf, groupOf, messageId, pageOf, textsOf } from './programs.ts';
import { asking, codeOf, type Reply, type Running, run, type Somebody, signUp } from './running-server.ts';

const hooks = (id: string) => `/api/conversations/${id}/webhooks`;

const hookOf = async (who: Somebody, id: string, name = 'Builds') => {
  const made = await who.ask('POST', hooks(id), { name });
  expect(made.status, made.text).toBe(201);
  return { userId: String(made.json?.userId), path: String(made.json?.path) };
};

/** Without anything but the address. */
const poster = (server: Running) => (path: string, body: unknown) => asking(server)('POST', path, body);

const membersOf = async (who: Somebody, id: string): Promise<string[]> => {
  const { json } = await who.ask('GET', '/api/feed?since=0');
  const conversations = json?.conversations as { id: string; members: { userId: string; removedAt?: number }[] }[];
  const found = conversations.find((one) => one.id === id);
  return (found?.members ?? []).filter(({ removedAt }) => removedAt === undefined).map(({ userId }) => userId);
};

it('BOT-10 a webhook is a member of its own that posts what its address is sent, once for each id', async () => {
  const server = await run();
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const id = await groupOf(alice, bob);
  const { userId, path } = await hookOf(alice, id);
  const post = poster(server);
  const message = { id: messageId(), text: 'Build 12 is green' };
  const posted = await post(path, message);
  expect([posted.status, posted.json]).toEqual([201, { id: message.id }]);
  expect((await post(path, message)).status).toBe(200);
  expect((await post(path, { text: 'Build 13 is red' })).status).toBe(201);
  const page = await pageOf(bob, id);
  expect(textsOf(page)).toEqual(['Build 12 is green', 'Build 13 is red']);
  expect(await membersOf(bob, id)).toContain(userId);
  const { json } = await bob.ask('GET', '/api/feed?since=0');
  expect(json?.people).toContainEqual(expect.objectContaining({ userId, name: 'Builds' }));
  // It is told by its name in the list of its group, and found by nobody.
  const listed = await alice.ask('GET', hooks(id));
  expect(listed.json?.webhooks).toMatchObject([{ userId, name: 'Builds' }]);
  expect(listed.text).not.toContain('skw_');
  expect((await bob.ask('GET', '/api/people?query=builds')).json).toEqual({ people: [] });
  expect(server.lines.join('\n')).not.toContain(path.slice('/api/webhooks/'.length));
});

it('BOT-11 those who may add members make and remove webhooks; a removed one posts nothing more', async () => {
  const server = await run();
  const [alice, bob, carol] = [
    await signUp(server, 'Alice'),
    await signUp(server, 'Bob'),
    await signUp(server, 'Carol'),
  ];
  const id = await groupOf(alice, bob);
  const post = poster(server);
  for (const ask of [carol.ask, asking(server)]) {
    expect([401, 404]).toContain((await ask('GET', hooks(id))).status);
    expect([401, 404]).toContain((await ask('POST', hooks(id), { name: 'x' })).status);
  }
  const direct = directIdOf(alice.userId as UserId, bob.userId as UserId);
  await alice.ask('POST', '/api/conversations', { id: direct, kind: 'direct', members: [bob.userId] });
  expect(codeOf(await alice.ask('POST', hooks(direct), { name: 'x' }))).toBe('not-allowed');
  for (const name of ['', '\u202e', 'two\nlines', 'x'.repeat(400)])
    expect((await alice.ask('POST', hooks(id), { name })).status).toBe(400);
  const [first, second] = [await hookOf(alice, id), await hookOf(alice, id)];
  expect((await alice.ask('DELETE', `${hooks(id)}/${first.userId}`)).status).toBe(204);
  expect((await alice.ask('DELETE', `${hooks(id)}/${first.userId}`)).status).toBe(404);
  expect(codeOf(await post(first.path, { text: 'x' }))).toBe('not-found');
  // By the menu of members as well.
  expect((await alice.ask('DELETE', `/api/conversations/${id}/members/${second.userId}`)).status).toBe(204);
  expect(codeOf(await post(second.path, { text: 'x' }))).toBe('not-found');
  expect((await alice.ask('GET', hooks(id))).json).toEqual({ webhooks: [] });
  expect((await pageOf(alice, id)).messages).toEqual([]);
  for (let i = 0; i < 20; i++) await hookOf(alice, id);
  expect(codeOf(await alice.ask('POST', hooks(id), { name: 'x' }))).toBe('not-allowed');
  const third = await hookOf(alice, await groupOf(alice, bob));
  // Made in a second group; both groups are gone for it when they are deleted.
  const other = (await alice.ask('GET', '/api/conversations')).json?.conversations as { id: string }[];
  for (const one of other.filter((some) => some.id.startsWith('g-')))
    expect((await alice.ask('DELETE', `/api/conversations/${one.id}`)).status).toBe(204);
  expect(codeOf(await post(third.path, { text: 'x' }))).toBe('not-found');
});

it('BOT-12 a webhook does nothing but post, and nobody does with it what they do with people', async () => {
  const server = await run();
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const [id, other] = [await groupOf(alice, bob), await groupOf(alice, bob)];
  const { userId, path } = await hookOf(alice, id);
  const token = path.slice('/api/webhooks/'.length);
  const asHook = asking(server, { authorization: `Bearer ${token}` });
  for (const [method, where] of [
    ['GET', '/api/me'],
    ['GET', '/api/feed'],
    ['POST', '/api/sync-tokens'],
  ] as const)
    expect((await asHook(method, where, method === 'POST' ? {} : undefined)).status).toBe(401);
  expect((await asking(server)('GET', path)).status).toBe(404);
  // A program's token opens no webhook.
  const bot = await botOf(server, alice);
  expect((await poster(server)(`/api/webhooks/${bot.token}`, { text: 'x' })).status).toBe(404);
  const refused: Reply[] = [
    await alice.ask('POST', `/api/conversations/${other}/members`, { userId }),
    await alice.ask('PATCH', `/api/conversations/${id}/members/${userId}`, { role: 'admin' }),
    await alice.ask('POST', `/api/conversations/${id}/owner`, { userId }),
    await alice.ask('POST', '/api/conversations', {
      id: directIdOf(alice.userId as UserId, userId as UserId),
      kind: 'direct',
      members: [userId],
    }),
  ];
  expect(refused.map(codeOf)).toEqual(Array(4).fill('unknown-member'));
  const post = poster(server);
  for (const body of [
    {},
    { text: '' },
    { text: 5 },
    { text: 'x'.repeat(20_001) },
    { text: 'x', mentions: [] },
    { text: 'x', id: 'x' },
    [],
  ])
    expect((await post(path, body)).status, JSON.stringify(body).slice(0, 40)).toBe(400);
  const fromPage = { origin: 'https://evil.example' };
  expect(codeOf(await asking(server)('POST', path, { text: 'x' }, fromPage))).toBe('wrong-origin');
  expect((await pageOf(alice, id)).messages).toEqual([]);
});

it('BOT-13 a webhook makes no stranger’s group an accepted one, and shows nothing to those who have not accepted', async () => {
  const server = await run({ config: { groupRequests: true } });
  const [mallory, alice] = [await signUp(server, 'Mallory'), await signUp(server, 'Alice')];
  const id = await groupOf(mallory);
  const { path } = await hookOf(mallory, id);
  const post = poster(server);
  expect((await post(path, { text: 'alone' })).status).toBe(201);
  expect((await mallory.ask('POST', `/api/conversations/${id}/members`, { userId: alice.userId })).status).toBe(201);
  expect(codeOf(await post(path, { text: 'spam' }))).toBe('unanswered');
  const messages = `/api/conversations/${id}/messages`;
  const outcomes: number[] = [];
  for (let i = 0; i < 22; i++)
    outcomes.push((await mallory.ask('POST', messages, { id: messageId(), text: `spam ${i}` })).status);
  expect(outcomes.filter((status) => status === 201).length).toBeLessThanOrEqual(20);
  expect(outcomes.at(-1)).toBe(403);
  expect((await alice.ask('POST', `/api/conversations/${id}/accept`, {})).status).toBeLessThan(300);
  expect((await post(path, { text: 'hello, Alice' })).status).toBe(201);
});

it('BOT-14 posts to a webhook, and of programs, are limited', async () => {
  // Time stands still: nothing is given back while the test runs.
  const server = await run({ config: { rateLimits: true }, surroundings: { monotonic: () => 1_000 } });
  const alice = await signUp(server, 'Alice');
  const id = await groupOf(alice);
  const { path } = await hookOf(alice, id);
  const counts = (answers: readonly Reply[]) =>
    Object.fromEntries(
      [...Map.groupBy(answers, ({ status }) => status)].map(([status, some]) => [status, some.length]),
    );
  const post = poster(server);
  const posted = await Promise.all(Array.from({ length: 65 }, () => post(path, { text: 'x' })));
  expect(counts(posted)).toEqual({ 201: 60, 429: 5 });
  expect(posted.at(-1)?.headers.get('retry-after')).toBe('1');
  const guessed = await Promise.all(Array.from({ length: 60 }, () => post('/api/webhooks/skw_none', { text: 'x' })));
  expect(counts(guessed)).toEqual({ 404: 55, 429: 5 });
  const bot = await botOf(server, alice);
  const messages = `/api/conversations/${id}/messages`;
  const ofBot = Array.from({ length: 125 }, () => bot.ask('POST', messages, { id: messageId(), text: 'x' }));
  expect(counts(await Promise.all(ofBot))).toEqual({ 201: 120, 429: 5 });
});
