import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { accountDocument, chapterDocument } from '../../shared/document/name.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { secretOf, totp } from '../support/totp.ts';
import { botOf } from './programs.ts';
import { asking, codeOf, cookieOf, PASSWORD, type Running, run, type Somebody, signUp } from './running-server.ts';

const STEP = 30_000;
const pageOf = (server: Running, headers: Record<string, string> = {}) =>
  asking(server, { origin: server.local, ...headers });

const signIn = async (server: Running, { email }: Pick<Somebody, 'email'>, password = PASSWORD, cookie = '') => {
  const reply = await pageOf(server, cookie === '' ? {} : { cookie })('POST', '/api/auth/sign-in/email', {
    email,
    password,
  });
  return { reply, cookie: cookieOf(reply.headers), ask: pageOf(server, { cookie: cookieOf(reply.headers) }) };
};

const administratorOf = async (server: Running) => {
  const token = new URL(server.setupUrl ?? '').searchParams.get('token');
  const body = { token, name: 'Ada', email: 'ada@example.org', password: PASSWORD };
  const reply = await pageOf(server)('POST', '/api/setup', body);
  return pageOf(server, { cookie: cookieOf(reply.headers) });
};

const switchOn = async (who: Somebody, at: number) => {
  const enabled = await who.ask('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
  const { totpURI, backupCodes } = enabled.json as { totpURI: string; backupCodes: string[] };
  const secret = secretOf(totpURI);
  const verified = await who.ask('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret, at) });
  expect(verified.status).toBe(200);
  return { secret, backupCodes, cookie: cookieOf(verified.headers) };
};

/** The password was right; what follows is the code. */
const halfWay = async (server: Running, who: Pick<Somebody, 'email'>, cookie = '') => {
  const half = await signIn(server, who, PASSWORD, cookie);
  expect(half.reply.json).toMatchObject({ twoFactorRedirect: true });
  return (path: 'verify-totp' | 'verify-backup-code', code: string) =>
    half.ask('POST', `/api/auth/two-factor/${path}`, { code });
};

it('AUTH-11 of better-auth only the routes that this server uses answer, and none of them leads elsewhere', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const evil = 'https://evil.example';
  const gets = ['ok', 'error?error=x', 'list-accounts', 'account-info', 'callback/google?code=x&state=y'];
  gets.push(`reset-password/x?callbackURL=${evil}`, `verify-email?token=x&callbackURL=${evil}`);
  gets.push(`delete-user/callback?token=x&callbackURL=${evil}`, `sign-in/email?callbackURL=${evil}`);
  const posts = [
    'verify-password',
    'update-session',
    'get-session',
    'get-access-token',
    'refresh-token',
    'set-password',
  ];
  posts.push('two-factor/get-totp-uri', 'two-factor/view-backup-codes', 'two-factor/generate-totp', 'change-email');
  posts.push('two-factor/send-otp', 'delete-user', 'request-password-reset', 'reset-password', 'link-social');
  const replies = [
    ...(await Promise.all(gets.map((path) => alice.ask('GET', `/api/auth/${path}`)))),
    ...(await Promise.all(posts.map((path) => alice.ask('POST', `/api/auth/${path}`, { password: PASSWORD })))),
  ];
  const answers = replies.map((reply, i) => [[...gets, ...posts][i], reply.status, reply.headers.get('location')]);
  expect(answers).toEqual([...gets, ...posts].map((path) => [path, 404, null]));
  for (const callbackURL of [evil, '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const body = { email: alice.email, password: PASSWORD, callbackURL };
    const reply = await pageOf(server)('POST', '/api/auth/sign-in/email', body);
    expect([reply.headers.get('location'), reply.text]).toEqual([null, expect.not.stringContaining('evil')]);
  }
});

it('AUTH-12 guesses at one account are counted whatever else a request says, and wherever it asks for the password', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  let caller = 0;
  const from = () => ({ 'x-forwarded-for': `10.${caller >> 8}.${caller++ & 255}.1` });
  /** How many of 24 were refused unlooked at: those that are counted give 20 looks. */
  const refused = async (guess: (i: number) => Promise<{ readonly status: number }>): Promise<number> => {
    const replies = await Promise.all(Array.from({ length: 24 }, (_, i) => guess(i)));
    return replies.filter(({ status }) => status === 429).length;
  };
  const password = 'wrong guess';
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const signingIn = await refused((i) => {
    const email = i % 2 === 0 ? alice.email.toUpperCase() : alice.email;
    return pageOf(server, from())('POST', '/api/auth/sign-in/email', { email, password, username: `nobody${i}` });
  });
  expect(signingIn).toBeGreaterThan(2);
  const form = new URLSearchParams({ email: bob.email, password: PASSWORD }).toString();
  const asForm = { ...from(), 'content-type': 'application/x-www-form-urlencoded' };
  expect((await pageOf(server, asForm)('POST', '/api/auth/sign-in/email', form)).status).toBe(415);
  const changes = ['change-password', 'two-factor/enable', 'two-factor/disable', 'two-factor/generate-backup-codes'];
  const changing = await refused((i) => {
    const body = { password, currentPassword: password, newPassword: 'battery staple', revokeOtherSessions: true };
    return bob.ask('POST', `/api/auth/${changes[i % changes.length]}`, body, from());
  });
  expect(changing).toBeGreaterThan(2);
});

it('AUTH-13 links and codes are guessed no faster than passwords', async () => {
  const server = await run({ config: { rateLimits: true } });
  const guess = 'A'.repeat(32);
  const routes = [
    ['password-reset/look', { token: guess }],
    ['password-reset', { token: guess, password: 'battery staple' }],
    ['invitations/look', { token: guess }],
    ['device-links/claim', { token: guess }],
    ['verify-email', { token: guess }],
    ['setup', { token: guess, name: 'Eve', email: 'eve@example.org', password: PASSWORD }],
  ] as const;
  const ask = pageOf(server);
  const statuses = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const [path, body] = routes[i % routes.length] ?? routes[0];
      return (await ask('POST', `/api/${path}`, body)).status;
    }),
  );
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(21);
  // A device that waits to be let in asks more often.
  const waiting = await Promise.all(
    Array.from(
      { length: 60 },
      async () => (await ask('POST', '/api/auth/device-link/finish', { claim: guess })).status,
    ),
  );
  expect(waiting.filter((status) => status === 429).length).toBeGreaterThan(10);
});

it('AUTH-15 codes of the second step are guessed no faster from many addresses, and nobody else is kept out', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const at = Date.now();
  const { secret } = await switchOn(alice, at);
  const bobs = await switchOn(bob, at);
  const half = await signIn(server, alice);
  const guess = (path: string, code: string, i: number, who = half) =>
    who.ask('POST', `/api/auth/two-factor/${path}`, { code }, { 'x-forwarded-for': `203.0.113.${i}` });
  const wrong = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      const reply =
        i % 2 === 0 ? await guess('verify-totp', `${100_000 + i}`, i) : await guess('verify-backup-code', 'x', i);
      return reply.status;
    }),
  );
  expect(wrong.filter((status) => status !== 429)).toHaveLength(10);
  expect((await guess('verify-totp', totp(secret, at + STEP), 99)).status).toBe(429);
  const other = await signIn(server, bob);
  expect((await guess('verify-totp', totp(bobs.secret, at + STEP), 1, other)).status).toBe(200);
});

it('DEV-20 a code of the app and a recovery code sign in once, also when two come at the same time', async () => {
  let later = 0;
  const server = await run({ surroundings: { now: () => Date.now() + later } });
  const alice = await signUp(server, 'Alice');
  const at = Date.now();
  const { secret, backupCodes } = await switchOn(alice, at);
  // The one it was switched on with has been seen by whoever looked on.
  const used = await (await halfWay(server, alice))('verify-totp', totp(secret, at));
  expect([used.status, used.json?.code]).toEqual([401, 'CODE_USED']);
  const code = totp(secret, at + STEP);
  const [one, two] = [await halfWay(server, alice), await halfWay(server, alice)];
  const raced = await Promise.all([one('verify-totp', code), two('verify-totp', code)]);
  expect(raced.map(({ status }) => status).sort()).toEqual([200, 401]);
  const again = await halfWay(server, alice);
  expect((await again('verify-totp', ` ${code.slice(0, 3)} ${code.slice(3)} `)).status).toBe(401);
  expect((await again('verify-totp', code)).status).toBe(401);

  const [recovery = ''] = backupCodes;
  const halves = [await halfWay(server, alice), await halfWay(server, alice), await halfWay(server, alice)];
  const recovered = await Promise.all(halves.map((half) => half('verify-backup-code', recovery)));
  expect(recovered.filter(({ status }) => status === 200)).toHaveLength(1);
  later = 120_000;
  // Nobody is kept out by codes of long ago.
  const bob = await signUp(server, 'Bob');
  await switchOn(bob, Date.now());
});

it('JOIN-12 a person who lost phone and recovery codes gets in when an administrator allows it, and not by a new password', async () => {
  const server = await run();
  const ada = await administratorOf(server);
  const [bob, eve] = [await signUp(server, 'Bob'), await signUp(server, 'Eve')];
  await switchOn(bob, Date.now());
  const people = '/api/administration/people';
  const token = (await ada('POST', `${people}/${bob.userId}/reset-link`, {})).json?.token;
  const password = 'battery staple';
  expect((await pageOf(server)('POST', '/api/password-reset', { token, password })).status).toBe(204);
  expect((await signIn(server, bob, password)).reply.json).toMatchObject({ twoFactorRedirect: true });
  const off = (ask: Somebody['ask'], proof = PASSWORD) =>
    ask('POST', `${people}/${bob.userId}/codes-off`, { password: proof });
  expect(codeOf(await off(eve.ask))).toBe('not-allowed');
  expect(codeOf(await off(ada, 'wrong'))).toBe('wrong-password');
  expect((await ada('GET', `${people}?query=bob`)).json).toMatchObject({ people: [{ name: 'Bob', codes: true }] });
  expect((await off(ada)).status).toBe(204);
  expect((await ada('GET', `${people}?query=bob`)).json).toMatchObject({ people: [{ name: 'Bob', codes: false }] });
  const back = await signIn(server, bob, password);
  expect((await back.ask('GET', '/api/me')).json).toMatchObject({ name: 'Bob' });
});

it('DEV-21 signing in again on a device with a second factor leaves one session of it', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const at = Date.now();
  const { secret, cookie } = await switchOn(alice, at);
  const half = await halfWay(server, alice, cookie);
  const done = await half('verify-totp', totp(secret, at + STEP));
  expect(done.status).toBe(200);
  const listed = await pageOf(server, { cookie: cookieOf(done.headers) })('GET', '/api/sessions');
  expect(listed.json?.sessions).toHaveLength(1);
});

it('DEV-22 a device signed out from elsewhere, or by a new password, cannot come back by an earlier link', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const thief = await signIn(server, alice);
  const device = pageOf(server);
  const prepare = async (ask: Somebody['ask']) => {
    const { token } = (await ask('POST', '/api/device-links', {})).json as { token: string };
    const { claim } = (await device('POST', '/api/device-links/claim', { token })).json as { claim: string };
    expect((await ask('POST', '/api/device-links/confirm', { token })).status).toBe(204);
    return claim;
  };
  const claim = await prepare(thief.ask);
  expect((await alice.ask('DELETE', '/api/sessions')).status).toBe(204);
  expect((await device('POST', '/api/auth/device-link/finish', { claim })).status).toBe(404);

  // Two devices with one claim: one session.
  const raced = await prepare(alice.ask);
  const both = await Promise.all([1, 2, 3].map(() => device('POST', '/api/auth/device-link/finish', { claim: raced })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404, 404]);

  const ada = await administratorOf(server);
  const bob = await signUp(server, 'Bob');
  const made = await ada('POST', `/api/administration/people/${bob.userId}/reset-link`, {});
  const change = { currentPassword: PASSWORD, newPassword: 'battery staple', revokeOtherSessions: true };
  expect((await bob.ask('POST', '/api/auth/change-password', change)).status).toBe(200);
  const reset = { token: made.json?.token, password: 'staple battery' };
  expect(codeOf(await device('POST', '/api/password-reset', reset))).toBe('link-gone');
  expect((await signIn(server, bob, 'battery staple')).reply.status).toBe(200);
});

it('BOT-18 a token is made with the password, and ends when the password is reset, or changed with the sessions', async () => {
  const server = await run();
  const robot = await signUp(server, 'Robot');
  const wanted = { name: 'A bot', access: 'write' };
  for (const more of [{}, { password: 'wrong' }])
    expect(codeOf(await robot.ask('POST', '/api/tokens', { ...wanted, ...more }))).toBe('wrong-password');
  const change = (currentPassword: string, newPassword: string, revokeOtherSessions: boolean) =>
    robot.ask('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions });
  const first = await botOf(server, robot);
  expect((await change(PASSWORD, 'battery staple', false)).status).toBe(200);
  expect((await first.ask('GET', '/api/me')).status).toBe(200);
  const changed = await change('battery staple', PASSWORD, true);
  expect(changed.status).toBe(200);
  expect(codeOf(await first.ask('GET', '/api/me'))).toBe('signed-out');

  const again = await signIn(server, robot);
  const second = await botOf(server, { ...robot, ask: again.ask });
  const ada = await administratorOf(server);
  const made = await ada('POST', `/api/administration/people/${robot.userId}/reset-link`, {});
  const reset = { token: made.json?.token, password: 'battery staple' };
  expect((await asking(server)('POST', '/api/password-reset', reset)).status).toBe(204);
  expect(codeOf(await second.ask('GET', '/api/me'))).toBe('signed-out');
});

it('DEV-2 all others are ended, however many somebody made to hide one among them', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const database = new DatabaseSync(join(server.data, 'skerry.sqlite'));
  const [row = {}] = database.prepare('select * from sign_in_session').all();
  const columns = Object.keys(row);
  const insert = database.prepare(
    `insert into sign_in_session (${columns.join()}) values (${columns.map(() => '?').join()})`,
  );
  for (let i = 0; i < 150; i++)
    insert.run(...columns.map((name) => (name === 'id' || name === 'token' ? `${name}-${i}` : (row[name] ?? null))));
  database.close();
  const [one, two] = [await signIn(server, alice), await signIn(server, alice)];
  const me = await alice.ask('GET', '/api/me');
  const auth = JSON.stringify({ protocol: PROTOCOL, epoch: String(me.json?.epoch) });
  const userId = parseUserId(alice.userId);
  if (userId === undefined) throw new Error('no user id');
  const open = async (cookie: string) => {
    const url = `${server.local.replace('http', 'ws')}/sync`;
    const client = await RawClient.connect(url, { cookie, origin: server.local });
    onTestFinished(() => client.close());
    return client.open(accountDocument(userId, 0), auth);
  };
  const listed = (await alice.ask('GET', '/api/sessions')).json?.sessions as unknown[];
  expect(listed).toHaveLength(153);
  const [first, second] = [await open(one.cookie), await open(two.cookie)];
  expect((await alice.ask('DELETE', '/api/sessions')).status).toBe(204);
  for (const document of [first, second]) expect((await document.next('closed')).reason).toBe('signed-out');
  for (const { ask } of [one, two]) expect(codeOf(await ask('GET', '/api/me'))).toBe('session-ended');
  expect((await alice.ask('GET', '/api/sessions')).json?.sessions).toHaveLength(1);
});

it('DEV-23 what a device writes while its session is being ended enters before that or never', async () => {
  const server = await run();
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  const id = makeGroupId(Date.now(), Math.random);
  await alice.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members: [bob.userId] });
  const lost = await signIn(server, alice);
  const me = await alice.ask('GET', '/api/me');
  const auth = JSON.stringify({ protocol: PROTOCOL, epoch: String(me.json?.epoch) });
  const connect = async (cookie: string) => {
    const client = await RawClient.connect(`${server.local.replace('http', 'ws')}/sync`, {
      cookie,
      origin: server.local,
    });
    onTestFinished(() => client.close());
    return client;
  };
  const client = await connect(lost.cookie);
  const userId = parseUserId(alice.userId);
  if (userId === undefined) throw new Error('no user id');
  const [chapter, account] = [
    await client.open(chapterDocument(id, 0), auth),
    await client.open(accountDocument(userId, 0), auth),
  ];
  const writer = new ChapterWriter(alice.number);
  expect(await chapter.push(writer.message('before').update)).toBe('saved');
  // Writes without a pause, from before the end until well after it.
  let running = true;
  const flood = (async () => {
    for (let i = 0; running && i < 2_000; i++) {
      chapter.sync(2, writer.message(`during ${i}`).update);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const sessions = (await alice.ask('GET', '/api/sessions')).json?.sessions as { id: string; current: boolean }[];
  const ended = sessions.find(({ current }) => !current)?.id;
  expect((await alice.ask('DELETE', `/api/sessions/${ended}`)).status).toBe(204);
  const reader = await (await connect(bob.cookie)).open(chapterDocument(id, 0), auth);
  const inside = async () => [...(await reader.read()).getMap('messages').keys()].sort();
  const entered = await inside();
  await account.next('closed');
  for (let i = 0; i < 50; i++) chapter.sync(2, writer.message(`after ${i}`).update);
  running = false;
  await flood;
  // The socket's own answer to a last question comes behind all that it sent.
  chapter.auth(auth);
  await expect.poll(() => chapter.events.some(({ kind }) => kind === 'denied' || kind === 'closed')).toBe(true);
  expect(await inside()).toEqual(entered);
  const database = new DatabaseSync(join(server.data, 'skerry.sqlite'), { readOnly: true });
  const rows = database.prepare('select count(*) as count from messages').get();
  database.close();
  expect(Number(rows?.count)).toBe(entered.length);
});

it('HTTP-1 another website changes nothing with a person’s cookie, on any route of accounts', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const other = await signIn(server, alice);
  const sessions = (await alice.ask('GET', '/api/sessions')).json?.sessions as { id: string; current: boolean }[];
  const session = sessions.find(({ current }) => !current)?.id;
  const routes = [
    ['POST', 'auth/sign-in/email', { email: alice.email, password: PASSWORD }],
    ['POST', 'auth/sign-out', {}],
    ['POST', 'auth/change-password', { currentPassword: PASSWORD, newPassword: 'battery staple' }],
    ['POST', 'auth/update-user', { name: 'Eve' }],
    ['POST', 'auth/two-factor/enable', { password: PASSWORD }],
    ['POST', 'auth/passkey/delete-passkey', { id: 'x' }],
    ['POST', 'auth/device-link/finish', { claim: 'A'.repeat(32) }],
    ['POST', 'device-links', {}],
    ['POST', 'device-links/confirm', { token: 'A'.repeat(32) }],
    ['POST', 'device-links/claim', { token: 'A'.repeat(32) }],
    ['DELETE', 'sessions', undefined],
    ['DELETE', `sessions/${session}`, undefined],
    ['POST', 'me/delete', { userId: alice.userId, messages: 'remove', password: PASSWORD }],
    ['PATCH', 'me', { name: 'Eve' }],
    ['PUT', `pictures/${'0'.repeat(64)}`, 'x'],
    ['POST', 'invitations', { days: 1, uses: 1 }],
    ['DELETE', 'invitations/x', undefined],
    ['POST', `administration/people/${alice.userId}/reset-link`, {}],
    ['PUT', `administration/people/${alice.userId}/administrator`, { administrator: true, password: PASSWORD }],
    ['PUT', 'administration/reports/x', { handled: true }],
    ['POST', 'password-reset/ask', { email: alice.email }],
    ['POST', 'password-reset', { token: 'x', password: PASSWORD }],
    ['POST', 'sync-tokens', {}],
    ['POST', 'reports', {}],
    ['PUT', 'blocks', {}],
  ] as const;
  const elsewhere: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: server.local.replace(/:\d+$/, ':1') },
    {},
  ];
  for (const headers of elsewhere) {
    const ask = asking(server, { cookie: alice.cookie, 'content-type': 'text/plain', ...headers });
    for (const [method, path, body] of routes)
      expect([path, headers, codeOf(await ask(method, `/api/${path}`, body))]).toEqual([path, headers, 'wrong-origin']);
  }
  expect((await alice.ask('GET', '/api/me')).json).toMatchObject({ name: 'Alice' });
  expect((await other.ask('GET', '/api/me')).status).toBe(200);
});

it('JOIN-3 of many who come at once, some in vain, no more get in than an invitation has uses, and none once it is revoked', async () => {
  const server = await run({ config: { signUp: 'invitation' } });
  const ada = await administratorOf(server);
  const join = (token: unknown, email: string) =>
    pageOf(server)('POST', '/api/auth/sign-up/email', { name: 'Carol', email, password: PASSWORD, invitation: token });
  const people = async () => Number((await ada('GET', '/api/administration')).json?.people);
  const used = async () => (await ada('GET', '/api/invitations')).json?.invitations;

  const two = (await ada('POST', '/api/invitations', { days: 1, uses: 2 })).json ?? {};
  // Half of them have an address that is taken: their use is given back while the others come.
  const emails = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 'ada@example.org' : `carol${i}@example.org`));
  await Promise.all(emails.map((email) => join(two.token, email)));
  while ((await join(two.token, `late${await people()}@example.org`)).status === 200);
  expect([await people(), await used()]).toMatchObject([3, [{ uses: 2, used: 2 }]]);

  const open = (await ada('POST', '/api/invitations', { days: 1, uses: 50 })).json ?? {};
  const coming = Array.from({ length: 6 }, (_, i) => join(open.token, `dave${i}@example.org`));
  expect((await ada('DELETE', `/api/invitations/${String(open.invitationId)}`)).status).toBe(204);
  const afterwards = await join(open.token, 'late@example.org');
  expect(codeOf(afterwards)).toBe('link-gone');
  const entered = (await Promise.all(coming)).filter(({ status }) => status === 200).length;
  expect(await people()).toBe(3 + entered);
});
