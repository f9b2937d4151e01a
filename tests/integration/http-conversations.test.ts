import { expect, it } from 'vitest';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { codeOf, type Running, run, type Somebody, signUp } from './running-server.ts';

const newGroup = () => makeGroupId(Date.now(), Math.random);
const direct = (a: Somebody, b: Somebody) => directIdOf(a.userId as UserId, b.userId as UserId);

const makeGroup = async (owner: Somebody, ...others: Somebody[]): Promise<string> => {
  const id = newGroup();
  const body = { id, kind: 'group', name: 'Boat club', members: others.map(({ userId }) => userId) };
  expect((await owner.ask('POST', '/api/conversations', body)).status).toBe(201);
  return id;
};

const threeOf = async (server: Running) =>
  [await signUp(server, 'Alice'), await signUp(server, 'Bob'), await signUp(server, 'Carol')] as const;

it('HTTP-10 the same conversation again is 200, another one under its id 409', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const id = newGroup();
  const body = { id, kind: 'group', name: 'Boat club', members: [bob.userId] };
  expect((await alice.ask('POST', '/api/conversations', body)).status).toBe(201);
  expect((await alice.ask('POST', '/api/conversations', body)).status).toBe(200);
  for (const thief of [bob, carol]) {
    const taken = await thief.ask('POST', '/api/conversations', { ...body, members: [alice.userId] });
    expect([taken.status, codeOf(taken)]).toEqual([409, 'id-taken']);
  }
  const d = { id: direct(alice, bob), kind: 'direct' };
  expect((await alice.ask('POST', '/api/conversations', { ...d, members: [bob.userId] })).status).toBe(201);
  expect((await bob.ask('POST', '/api/conversations', { ...d, members: [alice.userId] })).status).toBe(200);
});

it('HTTP-9 ids must be of their kind and people', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const refused = async (body: object, code = 'invalid') => {
    const reply = await carol.ask('POST', '/api/conversations', body);
    expect(codeOf(reply)).toBe(code);
  };
  await refused({ id: direct(alice, bob), kind: 'direct', members: [alice.userId, bob.userId] });
  await refused({ id: direct(alice, bob), kind: 'direct', members: [alice.userId] });
  await refused({ id: direct(alice, bob), kind: 'group', name: 'Mine', members: [] });
  await refused({ id: newGroup(), kind: 'direct', members: [alice.userId] });
  await refused({ id: 'g-1', kind: 'group', name: 'Mine', members: [] });
  await refused({ id: newGroup(), kind: 'group', members: [] });
  await refused({ id: newGroup(), kind: 'group', name: 'a\nb', members: [] });
  await refused({ id: newGroup(), kind: 'group', name: 'x', members: [], extra: 1 });
  await refused({ id: newGroup(), kind: 'group', name: 'x', members: ['nobody'] }, 'unknown-member');
  await refused({ id: newGroup(), kind: 'group', name: 'x', members: ['../../etc'] }, 'unknown-member');
  const notes = { id: direct(carol, carol), kind: 'direct', members: [] };
  expect((await carol.ask('POST', '/api/conversations', notes)).status).toBe(201);
});

it('HTTP-11 who may add, change and remove whom', async () => {
  const server = await run();
  const [owner, admin, member] = await threeOf(server);
  const [dave, erin] = [await signUp(server, 'Dave'), await signUp(server, 'Erin')];
  const members = `/api/conversations/${await makeGroup(owner, admin, member)}/members`;
  const status = async (who: Somebody, method: string, path: string, body?: unknown) =>
    (await who.ask(method, path, body)).status;

  expect(await status(member, 'POST', members, { userId: dave.userId })).toBe(403);
  expect(await status(member, 'PATCH', `${members}/${member.userId}`, { role: 'admin' })).toBe(403);
  expect(await status(member, 'DELETE', `${members}/${admin.userId}`)).toBe(403);
  expect(await status(owner, 'PATCH', `${members}/${admin.userId}`, { role: 'admin' })).toBe(200);
  expect(await status(admin, 'POST', members, { userId: dave.userId, role: 'admin' })).toBe(403);
  expect(await status(admin, 'POST', members, { userId: dave.userId })).toBe(201);
  expect(await status(admin, 'PATCH', `${members}/${dave.userId}`, { role: 'admin' })).toBe(403);
  expect(await status(owner, 'POST', members, { userId: erin.userId, role: 'admin' })).toBe(201);
  expect(await status(admin, 'DELETE', `${members}/${erin.userId}`)).toBe(403);
  expect(await status(admin, 'DELETE', `${members}/${owner.userId}`)).toBe(403);
  expect(await status(owner, 'PATCH', `${members}/${owner.userId}`, { role: 'member' })).toBe(403);
  expect(await status(admin, 'DELETE', `${members}/${dave.userId}`)).toBe(204);
  expect(await status(owner, 'DELETE', `${members}/${erin.userId}`)).toBe(204);
  expect(codeOf(await owner.ask('POST', members, { userId: 'nobody' }))).toBe('unknown-member');
  expect(codeOf(await owner.ask('PATCH', `${members}/${erin.userId}`, { role: 'admin' }))).toBe('unknown-member');
});

it('HTTP-12 anyone leaves but the last owner; direct conversations stay as they are', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const members = `/api/conversations/${await makeGroup(alice, bob)}/members`;
  expect((await alice.ask('DELETE', `${members}/${alice.userId}`)).status).toBe(403);
  expect((await bob.ask('DELETE', `${members}/${bob.userId}`)).status).toBe(204);
  const id = direct(alice, bob);
  await alice.ask('POST', '/api/conversations', { id, kind: 'direct', members: [bob.userId] });
  for (const reply of [
    await alice.ask('POST', `/api/conversations/${id}/members`, { userId: carol.userId }),
    await alice.ask('DELETE', `/api/conversations/${id}/members/${bob.userId}`),
    await alice.ask('PATCH', `/api/conversations/${id}/members/${bob.userId}`, { role: 'admin' }),
  ]) {
    expect([reply.status, codeOf(reply)]).toEqual([403, 'not-allowed']);
  }
});

it('HTTP-13 strangers cannot tell a conversation from one that does not exist', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const id = await makeGroup(alice, bob);
  const replies = [];
  for (const conversation of [id, newGroup(), 'x', direct(alice, bob)]) {
    replies.push(await carol.ask('POST', `/api/conversations/${conversation}/members`, { userId: carol.userId }));
    replies.push(await carol.ask('DELETE', `/api/conversations/${conversation}/members/${bob.userId}`));
  }
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(replies[0]?.status).toBe(404);
});

it('HTTP-14 repeated member requests do no harm', async () => {
  const server = await run();
  const [alice, bob] = await threeOf(server);
  const members = `/api/conversations/${await makeGroup(alice)}/members`;
  const statuses = [];
  for (const [method, path, body] of [
    ['POST', members, { userId: bob.userId }],
    ['PATCH', `${members}/${bob.userId}`, { role: 'admin' }],
    ['POST', members, { userId: bob.userId }],
    ['DELETE', `${members}/${bob.userId}`, undefined],
  ] as const) {
    for (let i = 0; i < 2; i++) statuses.push((await alice.ask(method, path, body)).status);
  }
  expect(statuses).toEqual([201, 200, 200, 200, 200, 200, 204, 204]);
});

it('HTTP-14 concurrent member requests are judged one after the other', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const members = `/api/conversations/${await makeGroup(alice, bob, carol)}/members`;
  await alice.ask('PATCH', `${members}/${bob.userId}`, { role: 'admin' });
  await Promise.all([
    alice.ask('DELETE', `${members}/${bob.userId}`),
    bob.ask('DELETE', `${members}/${carol.userId}`),
    alice.ask('PATCH', `${members}/${bob.userId}`, { role: 'member' }),
  ]);
  const list = await alice.ask('GET', '/api/conversations');
  expect(list.text).toContain('Boat club');
  expect((await bob.ask('DELETE', `${members}/${alice.userId}`)).status).toBe(404);
});

it('HTTP-15 receipts rise and are bounded; those of strangers are ignored', async () => {
  const server = await run();
  const [alice, bob, carol] = await threeOf(server);
  const id = await makeGroup(alice, bob);
  const send = (who: Somebody, receipts: unknown) => who.ask('POST', '/api/receipts', { receipts });
  expect((await send(bob, [{ conversationId: id, read: 50, delivered: 99 }])).status).toBe(204);
  expect((await send(carol, [{ conversationId: id, read: 1 }])).status).toBe(204);
  expect((await send(carol, [{ conversationId: 'x', read: 1 }])).status).toBe(204);
  expect((await send(bob, [{ conversationId: id, read: -1 }])).status).toBe(400);
  expect((await send(bob, [{ conversationId: id, read: 1.5 }])).status).toBe(400);
  const feed = await bob.ask('GET', '/api/feed?since=0');
  expect(feed.status).toBe(200);
  expect(feed.text).not.toContain('"read":50');
  for (const since of ['-1', 'x', '99999999999999999999']) {
    expect((await bob.ask('GET', `/api/feed?since=${since}`)).status).toBe(400);
  }
});

it('HTTP-16 people are found by name and address, without addresses', async () => {
  const server = await run();
  const [alice, bob] = await threeOf(server);
  const find = async (query: string) => (await alice.ask('GET', `/api/people?query=${encodeURIComponent(query)}`)).text;
  expect(await find('bo')).toContain(bob.userId);
  expect(await find(bob.email)).toContain(bob.userId);
  expect(await find(bob.email)).not.toContain('@');
  expect(await find('alice')).not.toContain(alice.userId);
  expect(await find('')).toBe('{"people":[]}');
  expect(await find('%')).toBe('{"people":[]}');
  expect((await alice.ask('GET', `/api/people?query=${'x'.repeat(81)}`)).status).toBe(400);
});

it('HTTP-17 searching and creating are limited by account', async () => {
  const server = await run({ config: { rateLimits: true } });
  const [alice, bob] = await threeOf(server);
  let limited = await alice.ask('GET', '/api/people?query=bob');
  for (let i = 0; i < 60 && limited.status === 200; i++) limited = await alice.ask('GET', '/api/people?query=bob');
  expect(limited.json).toMatchObject({ error: { code: 'too-many', retry: true } });
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await bob.ask('GET', '/api/people?query=alice')).status).toBe(200);
  const statuses = new Set<number>();
  for (let i = 0; i < 70; i++) {
    const body = { id: newGroup(), kind: 'group', name: 'x', members: [] };
    statuses.add((await alice.ask('POST', '/api/conversations', body)).status);
  }
  expect([...statuses]).toEqual([201, 429]);
});
