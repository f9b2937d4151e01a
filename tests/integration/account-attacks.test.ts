import { expect, it } from 'vitest';
import { totp } from '../support/totp.ts';
import { halfWay, STEP, signIn, switchOn } from './attacked-accounts.ts';
import { administratorOf, codeOf, cookieOf, PASSWORD, pageOf, run, type Somebody, signUp } from './running-server.ts';

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
  const token = (await ada('POST', `${people}/${bob.userId}/reset-link`, { password: PASSWORD })).json?.token;
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
