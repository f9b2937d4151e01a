import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { asking, codeOf, cookieOf, PASSWORD, run, signUp } from './running-server.ts';

const account = (over: Record<string, unknown> = {}) => ({
  name: 'Alice',
  email: 'alice@example.org',
  password: PASSWORD,
  ...over,
});

it('AUTH-1 and AUTH-4 signing up gives an account, a number and a safe cookie', async () => {
  const server = await run();
  const page = asking(server, { origin: server.local });
  const reply = await page('POST', '/api/auth/sign-up/email', account({ name: '  Alice ' }));
  expect(reply.status).toBe(200);
  const [line = ''] = reply.headers.getSetCookie();
  expect(line).toMatch(/^skerry\.session_token=.*; HttpOnly; SameSite=Lax/i);
  expect(line).not.toMatch(/Secure/);
  const me = await page('GET', '/api/me', undefined, { cookie: cookieOf(reply.headers) });
  expect(me.json).toMatchObject({
    name: 'Alice',
    email: 'alice@example.org',
    protocol: PROTOCOL,
    epoch: expect.any(String),
  });
  expect(me.json?.number).toBeGreaterThanOrEqual(1024);
  const bob = await signUp(server, 'Bob');
  expect(bob.number).not.toBe(me.json?.number);
});

it('AUTH-2 and AUTH-3 passwords and names have bounds', async () => {
  const server = await run();
  const page = asking(server, { origin: server.local });
  const refused = [
    { password: 'seven77' },
    { password: 'x'.repeat(129) },
    { name: '' },
    { name: '   ' },
    { name: 'x'.repeat(81) },
    { name: 'a\nb' },
    { name: 'a\u202eb' },
    { email: 'nobody' },
  ];
  for (const over of refused) {
    const reply = await page('POST', '/api/auth/sign-up/email', account(over));
    expect([over, Math.floor(reply.status / 100)]).toEqual([over, 4]);
  }
  expect((await page('POST', '/api/auth/sign-up/email', account({ password: 'k7#vqz2m' }))).status).toBe(200);
  const twice = await page('POST', '/api/auth/sign-up/email', account({ email: 'ALICE@example.org' }));
  expect(twice.status).toBe(422);
});

it('AUTH-3 a changed name reaches the account and the feeds of those who know it', async () => {
  const server = await run();
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const id = makeGroupId(Date.now(), Math.random);
  await bob.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members: [alice.userId] });
  const cursor = String((await bob.ask('GET', '/api/feed?since=0')).json?.cursor);
  expect((await alice.ask('POST', '/api/auth/update-user', { name: ' Alice B. ' })).status).toBe(200);
  const page = await bob.ask('GET', `/api/feed?since=${cursor}`);
  expect(page.json?.people).toEqual([{ userId: alice.userId, number: alice.number, name: 'Alice B.' }]);
  expect((await alice.ask('GET', '/api/me')).json).toMatchObject({ name: 'Alice B.' });
  expect((await alice.ask('POST', '/api/auth/update-user', { name: '\u0000' })).status).toBe(400);
  expect((await alice.ask('POST', '/api/auth/update-user', { administrator: true })).status).toBe(400);
});

it('AUTH-6 a program uses its token, without cookie or origin', async () => {
  const server = await run();
  const { token } = await signUp(server, 'Alice');
  const program = asking(server, { authorization: `Bearer ${token}` });
  expect((await program('GET', '/api/me')).status).toBe(200);
  expect((await program('POST', '/api/sync-tokens', {})).status).toBe(200);
});

it('AUTH-7 and AUTH-10 an ended session ends everywhere', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const program = asking(server, { authorization: `Bearer ${alice.token}` });
  expect((await alice.ask('POST', '/api/auth/sign-out', {})).status).toBe(200);
  expect((await alice.ask('GET', '/api/me')).status).toBe(401);
  expect((await program('GET', '/api/me')).status).toBe(401);
  for (const bearer of ['', 'x', alice.token.slice(1), `${alice.token}.x`]) {
    expect((await asking(server, { authorization: `Bearer ${bearer}` })('GET', '/api/me')).status).toBe(401);
  }
});

it('AUTH-8 guessing one password is limited by address and by e-mail', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const alice = await signUp(server, 'Alice');
  const guess = async (i: number, from: string) =>
    asking(server, { origin: server.local, 'x-forwarded-for': `9.9.9.9, ${from}` })('POST', '/api/auth/sign-in/email', {
      email: alice.email,
      password: `wrong horse ${i}`,
    });
  const one = await Promise.all(Array.from({ length: 25 }, (_, i) => guess(i, '192.0.2.1')));
  expect(one.filter(({ status }) => status === 401)).toHaveLength(20);
  const refused = one.find(({ status }) => status === 429);
  expect(refused?.json).toMatchObject({ error: { code: 'too-many', retry: true } });
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  // Another address, the same person: the e-mail's own limit. A third person at that address may sign in.
  expect((await guess(99, '192.0.2.77')).status).toBe(429);
  const bob = await signUp(server, 'Bob');
  const signIn = await asking(server, { origin: server.local, 'x-forwarded-for': '192.0.2.77' })(
    'POST',
    '/api/auth/sign-in/email',
    { email: bob.email, password: PASSWORD },
  );
  expect(signIn.status).toBe(200);
});

it('AUTH-14 wrong tries from elsewhere cannot keep a person out on a device where they were signed in', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const alice = await signUp(server, 'Alice');
  const bob = await signUp(server, 'Bob');
  let callers = 0;
  const tryFrom = (cookie: string | undefined, password: string, address = `10.0.${callers >> 8}.${callers++ & 255}`) =>
    asking(server, {
      origin: server.local,
      'x-forwarded-for': address,
      ...(cookie === undefined ? {} : { cookie }),
    })('POST', '/api/auth/sign-in/email', { email: alice.email, password });
  const statusesOf = async (tries: readonly Promise<{ readonly status: number }>[]) =>
    (await Promise.all(tries)).map(({ status }) => status);
  const deviceOf = (cookie: string) => /skerry\.device=[^;]+/.exec(cookie)?.[0] ?? '';
  await statusesOf(Array.from({ length: 25 }, (_, i) => tryFrom(undefined, `wrong ${i}`)));
  expect((await tryFrom(undefined, PASSWORD)).status).toBe(429);
  // Signing out leaves the device known; another device, or one with a made-up or a foreign cookie, is not.
  const known = deviceOf(alice.cookie);
  expect(known).not.toContain(alice.userId);
  const forged = known.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const cookie of [deviceOf(bob.cookie), forged, 'skerry.device=x.y', 'skerry.device=~~~~'])
    expect([cookie, (await tryFrom(cookie, PASSWORD)).status]).toEqual([cookie, 429]);
  expect((await tryFrom(known, PASSWORD, '192.0.2.9')).status).toBe(200);
  // Its own tries are limited as well, wherever it takes them.
  const own = await statusesOf(Array.from({ length: 25 }, (_, i) => tryFrom(known, `wrong ${i}`)));
  expect(own.filter((status) => status === 429).length).toBeGreaterThan(2);
  // Many device names that somebody collects at one address give no more tries there than one.
  const signIn = (headers: Record<string, string>) =>
    asking(server, { origin: server.local, 'x-forwarded-for': '192.0.2.50', ...headers })(
      'POST',
      '/api/auth/sign-in/email',
      { email: bob.email, password: PASSWORD },
    );
  const cookies = await Promise.all([1, 2, 3].map(async () => deviceOf(cookieOf((await signIn({})).headers))));
  expect(new Set(cookies).size).toBe(3);
  const collected = await statusesOf(
    cookies.flatMap((cookie) =>
      Array.from({ length: 10 }, (_, i) =>
        asking(server, { origin: server.local, 'x-forwarded-for': '192.0.2.50', cookie })(
          'POST',
          '/api/auth/sign-in/email',
          { email: bob.email, password: `wrong ${i}` },
        ),
      ),
    ),
  );
  expect(collected.filter((status) => status === 429).length).toBeGreaterThan(5);
});

it('AUTH-14 a device is known for each of its accounts, by username too, and the cookie is safe', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const alice = await signUp(server, 'Alice');
  expect((await alice.ask('POST', '/api/auth/update-user', { username: 'sea.fox' })).status).toBe(200);
  const password = 'wrong guess';
  await Promise.all(
    Array.from({ length: 25 }, (_, i) =>
      asking(server, { origin: server.local, 'x-forwarded-for': `10.0.0.${i}` })('POST', '/api/auth/sign-in/username', {
        username: 'SEA.fox',
        password,
      }),
    ),
  );
  const device = (alice.cookie.match(/skerry\.device=[^;]+/) ?? [''])[0];
  const page = (cookie: string) => asking(server, { origin: server.local, 'x-forwarded-for': '192.0.2.1', cookie });
  const byName = await page(device)('POST', '/api/auth/sign-in/username', { username: 'sea.fox', password: PASSWORD });
  expect(byName.status).toBe(200);
  expect(byName.headers.getSetCookie().join()).not.toContain('skerry.device');
  // A second account on the same device is remembered beside the first one.
  const bob = await signUp(server, 'Bob');
  const both = await page(device)('POST', '/api/auth/sign-in/email', { email: bob.email, password: PASSWORD });
  const line = both.headers.getSetCookie().find((one) => one.startsWith('skerry.device=')) ?? '';
  expect(line).toMatch(/; HttpOnly; SameSite=Lax/);
  expect(line.split('~')).toHaveLength(2);
  const again = await page(line.split(';')[0] ?? '')('POST', '/api/auth/sign-in/email', {
    email: alice.email,
    password: PASSWORD,
  });
  expect(again.status).toBe(200);
});

it('AUTH-8 many names tried from one address are limited by the address', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const statuses = await Promise.all(
    Array.from({ length: 25 }, async (_, i) => {
      const from = { origin: server.local, 'x-forwarded-for': `10.9.8.${i}, 192.0.2.3` };
      const credentials = { username: `nobody${i}`, password: PASSWORD };
      return (await asking(server, from)('POST', '/api/auth/sign-in/username', credentials)).status;
    }),
  );
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(2);
});

it('AUTH-8 a client cannot choose its address', async () => {
  const server = await run({ config: { rateLimits: true } });
  // At once: one after the other they would last as long as the limit takes to forget some of them.
  const statuses = await Promise.all(
    Array.from({ length: 25 }, async (_, i) => {
      const forged = { origin: server.local, 'x-forwarded-for': `10.0.0.${i}`, 'x-skerry-address': `10.0.0.${i}` };
      const credentials = { email: `nobody${i}@example.org`, password: PASSWORD };
      return (await asking(server, forged)('POST', '/api/auth/sign-in/email', credentials)).status;
    }),
  );
  expect(statuses).toContain(429);
});

it('AUTH-9 an account that a crash left out is made at the next use of the session', async () => {
  const first = await run();
  const alice = await signUp(first, 'Alice');
  await first.close();
  const database = new DatabaseSync(join(first.data, 'skerry.sqlite'));
  // What a crash between the two writes leaves: the sign-in record and the session, no account.
  database.exec('pragma foreign_keys = off; delete from accounts');
  database.exec("update sign_in_user set createdAt = '2020-01-01T00:00:00.000Z'");
  database.exec(
    "insert into sign_in_user (id, name, email, emailVerified, createdAt, updatedAt) select 'half', 'Half', 'half@example.org', 0, createdAt, updatedAt from sign_in_user limit 1",
  );
  database.close();
  const second = await run({ config: { data: first.data } });
  const me = await asking(second, { cookie: alice.cookie })('GET', '/api/me');
  expect(me.json).toMatchObject({ userId: alice.userId, name: 'Alice' });
  const again = await asking(second, { origin: second.local })('POST', '/api/auth/sign-up/email', {
    ...account(),
    email: 'half@example.org',
  });
  expect(again.status).toBe(200);
});

it('CONF-3 the secret is kept, private, and keeps sessions over a restart', async () => {
  const first = await run();
  const alice = await signUp(first, 'Alice');
  for (const file of ['secret', 'skerry.sqlite', 'skerry.sqlite-wal']) {
    expect([file, (await stat(join(first.data, file))).mode & 0o777]).toEqual([file, 0o600]);
  }
  await first.close();
  const second = await run({ config: { data: first.data } });
  expect((await asking(second, { cookie: alice.cookie })('GET', '/api/me')).status).toBe(200);
  await second.close();
  const other = await run({ config: { data: first.data, secret: 'another secret of enough characters' } });
  expect((await asking(other, { cookie: alice.cookie })('GET', '/api/me')).status).toBe(401);
});

it('SETUP-1 SETUP-2 SETUP-3 the set-up link makes one administrator', async () => {
  const first = await run();
  const dead = new URL(first.setupUrl ?? '').searchParams.get('token') ?? '';
  await first.close();
  const server = await run({ config: { data: first.data } });
  const token = new URL(server.setupUrl ?? '').searchParams.get('token') ?? '';
  expect(token).not.toBe(dead);
  const page = asking(server, { origin: server.local });
  const setup = (over: Record<string, unknown>) => page('POST', '/api/setup', { ...account(), token, ...over });
  expect(codeOf(await setup({ token: dead }))).toBe('not-allowed');
  expect(codeOf(await setup({ token: `${token}x` }))).toBe('not-allowed');
  expect(codeOf(await setup({ password: 'short' }))).toBe('weak-password');
  const bob = await signUp(server, 'Bob');
  expect(codeOf(await setup({ email: bob.email, password: 'not his one' }))).toBe('invalid');
  const [one, two] = await Promise.all([setup({}), setup({ email: 'second@example.org' })]);
  expect([one?.status, two?.status].sort()).toEqual([201, 403]);
  const winner = one?.status === 201 ? one : two;
  const me = await page('GET', '/api/me', undefined, { cookie: cookieOf(winner?.headers ?? new Headers()) });
  expect(me.status).toBe(200);
  expect(codeOf(await setup({ email: 'third@example.org' }))).toBe('setup-done');
  await server.close();
  expect((await run({ config: { data: first.data } })).setupUrl).toBe(undefined);
});

it('SETUP-3 nobody signs up as administrator', async () => {
  const server = await run();
  const page = asking(server, { origin: server.local });
  await page('POST', '/api/auth/sign-up/email', account({ administrator: true }));
  const token = new URL(server.setupUrl ?? '').searchParams.get('token');
  const reply = await page('POST', '/api/setup', { ...account({ email: 'owner@example.org' }), token });
  expect(reply.status).toBe(201);
});

it('TOKEN-1 a sync token names one account and one of its client ids', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const one = await alice.ask('POST', '/api/sync-tokens', {});
  const two = await alice.ask('POST', '/api/sync-tokens', { access: 'read', document: `account/${alice.userId}/0` });
  expect(ownerOf(Number(one.json?.clientId))).toBe(alice.number);
  expect(one.json?.clientId).not.toBe(two.json?.clientId);
  expect((await alice.ask('POST', '/api/sync-tokens', { document: 'nothing' })).status).toBe(400);
  expect((await alice.ask('POST', '/api/sync-tokens', { access: 'admin' })).status).toBe(400);
});

it('LOG-1 nothing private is in the log', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const token = String((await alice.ask('POST', '/api/sync-tokens', {})).json?.token);
  await asking(server)('GET', `/yjs/x?token=${token}`);
  await asking(server)('GET', `/api/people?query=${alice.email}`);
  await asking(server, { origin: server.local })('POST', '/api/auth/sign-up/email', account({ email: alice.email }));
  const log = server.lines.join('\n');
  expect(log).toContain('"request"');
  for (const secret of [alice.email, alice.token, alice.cookie, token, PASSWORD]) expect(log).not.toContain(secret);
  for (const line of server.lines) expect(JSON.parse(line)).toMatchObject({ event: expect.any(String) });
});
