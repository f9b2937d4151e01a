import { expect, it } from 'vitest';
import { VERSION } from '../../sync-server/version.ts';
import { startMailServer } from '../support/mail-server.ts';
import { invite, newcomer } from './newcomers.ts';
import { administratorOf, asking, codeOf, cookieOf, PASSWORD, pageOf, run, signUp } from './running-server.ts';

it('JOIN-17 JOIN-1 each mode takes accounts only in its own way, and the set-up link works in all', async () => {
  for (const signUpMode of ['invitation', 'closed'] as const) {
    const server = await run({ config: { signUp: signUpMode } });
    const ask = pageOf(server);
    expect((await ask('GET', '/api/sign-up')).json).toEqual({ mode: signUpMode, mail: false });
    const refusal = signUpMode === 'closed' ? 'sign-up-closed' : 'invitation-needed';
    expect(codeOf(await ask('POST', '/api/auth/sign-up/email', newcomer()))).toBe(refusal);
    const ada = await administratorOf(server);
    expect((await ada('GET', '/api/me')).json).toMatchObject({ name: 'Ada', administrator: true });
    const { token } = await invite(ada);
    const invited = await ask('POST', '/api/auth/sign-up/email', newcomer({ invitation: token }));
    expect(signUpMode === 'closed' ? codeOf(invited) : invited.status).toBe(
      signUpMode === 'closed' ? 'sign-up-closed' : 200,
    );
    if (signUpMode === 'closed')
      expect(codeOf(await ask('POST', '/api/invitations/look', { token }))).toBe('link-gone');

    // Ways around the route: other spellings of its path, a form, other routes of better-auth.
    const form = new URLSearchParams({ name: 'Eve', email: 'eve@example.org', password: PASSWORD }).toString();
    const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
    const around = [
      await ask('POST', '/api/auth/sign-up/email/', newcomer()),
      await ask('POST', '/api/auth//sign-up/email', newcomer()),
      await ask('POST', '/api/auth/sign-up%2Femail', newcomer()),
      await ask('POST', '/api/auth/SIGN-UP/email', newcomer()),
      await ask('POST', '/api/auth/./sign-up/email', newcomer()),
      await ask('POST', '/api/auth/sign-up/email', form, asForm),
      await ask('POST', '/api/auth/sign-up/email/', form, asForm),
      await ask('POST', '/api/auth/sign-in/social', { provider: 'google', idToken: { token: 'x' } }),
      await ask('POST', '/api/auth/sign-in/anonymous', {}),
    ];
    expect(around.filter(({ status }) => status < 400)).toEqual([]);
    expect((await ada('GET', '/api/administration')).json).toEqual({
      mode: signUpMode,
      mail: false,
      people: signUpMode === 'closed' ? 1 : 2,
      version: VERSION,
      missing: [],
    });
  }
});

it('JOIN-2 and JOIN-3 one person gets the last use of an invitation, and a failed sign-up returns it', async () => {
  let now = Date.now();
  const server = await run({ config: { signUp: 'invitation' }, surroundings: { now: () => now } });
  const ask = pageOf(server);
  const ada = await administratorOf(server);
  const { token, ...made } = await invite(ada);
  expect(made).toMatchObject({ by: 'Ada', uses: 1, used: 0 });
  expect((await ask('POST', '/api/invitations/look', { token })).json).toMatchObject({ by: 'Ada' });
  const join = (over: Record<string, unknown> = {}) =>
    ask('POST', '/api/auth/sign-up/email', newcomer({ invitation: token, ...over }));
  expect(codeOf(await join({ password: 'carol carol carol' }))).toBe('weak-password');
  expect((await join({ email: 'ada@example.org' })).status).toBe(422);
  expect((await join({ name: 'a\nb' })).status).toBe(400);
  expect((await join({ username: 'a b' })).status).toBe(400);

  const raced = await Promise.all([1, 2, 3, 4, 5].map(() => join()));
  expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(codeOf(await join())).toBe('link-gone');
  expect(codeOf(await ask('POST', '/api/invitations/look', { token }))).toBe('link-gone');
  expect((await ada('GET', '/api/invitations')).json).toEqual({ invitations: [{ ...made, used: 1 }] });
  expect(server.lines.join('\n')).not.toContain(String(token));

  const late = await invite(ada, 1, 5);
  now += 25 * 3_600_000;
  expect(codeOf(await join({ invitation: late.token }))).toBe('link-gone');
  const revoked = await invite(ada);
  expect((await ada('DELETE', `/api/invitations/${String(revoked.invitationId)}`)).status).toBe(204);
  expect(codeOf(await join({ invitation: revoked.token }))).toBe('link-gone');
  for (const body of [
    { days: 0, uses: 1 },
    { days: 1, uses: 0 },
    { days: 1, uses: 1, token: 'x' },
  ]) {
    expect((await ada('POST', '/api/invitations', body)).status).toBe(400);
  }
});

it('JOIN-13 nobody takes a username that passes for the server, at sign-up or later', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  for (const username of ['admin', 'Administrator', 'skerry', 'every.one', 'supp0rt', 'adm1n', 'rn0derator', 'null']) {
    const joined = await asking(server, { origin: server.local })('POST', '/api/auth/sign-up/email', {
      ...newcomer({ username }),
    });
    expect([username, Math.floor(joined.status / 100)]).toEqual([username, 4]);
    const updated = await alice.ask('POST', '/api/auth/update-user', { username });
    expect([username, updated.status]).toEqual([username, 400]);
    const changed = await alice.ask('PATCH', '/api/me', { username });
    expect([username, codeOf(changed)]).toEqual([username, 'username-taken']);
  }
  expect((await alice.ask('GET', '/api/me')).json).not.toHaveProperty('username');
});

it('JOIN-4 a password that is easy to guess or contains the person’s names is refused everywhere', async () => {
  const server = await run();
  const ask = pageOf(server);
  const weak = ['password1', 'eight888', 'qwertyuiop', 'aaaaaaaaaaaa', 'I am Carol, hello', 'x carol.b@example.org'];
  for (const password of weak) {
    const reply = await ask('POST', '/api/auth/sign-up/email', newcomer({ email: 'carol.b@example.org', password }));
    expect([password, codeOf(reply)]).toEqual([password, 'weak-password']);
  }
  const named = newcomer({ username: 'sea-fox', password: 'the SEA-FOX returns' });
  expect(codeOf(await ask('POST', '/api/auth/sign-up/email', named))).toBe('weak-password');
  const alice = await signUp(server, 'Alice');
  const change = (newPassword: unknown, currentPassword = PASSWORD) =>
    alice.ask('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
  expect(codeOf(await change('password1'))).toBe('weak-password');
  expect(codeOf(await change(`${alice.email} 2`))).toBe('weak-password');
  expect((await change('battery staple', 'not the old one')).status).toBe(400);
  expect((await change({ $ne: '' })).status).toBe(400);
  expect((await change('battery staple')).status).toBe(200);
});

it('JOIN-5 a username is one name however it is written, and nobody else gets it', async () => {
  const server = await run();
  const ask = pageOf(server);
  const first = newcomer({ username: 'Sea.Fox' });
  const signedUp = await ask('POST', '/api/auth/sign-up/email', first);
  const fox = asking(server, { origin: server.local, cookie: cookieOf(signedUp.headers) });
  expect((await fox('GET', '/api/me')).json).toMatchObject({ username: 'sea.fox' });
  const alice = await signUp(server, 'Alice');
  const [mine] = ((await alice.ask('GET', '/api/people?query=sea.f')).json?.people ?? []) as unknown[];
  expect(mine).toMatchObject({ username: 'sea.fox' });

  const sameOrBad = [
    'SEA.FOX',
    'sea.fox',
    'ſea.fox',
    'sea.foⅹ',
    'sеa.fox',
    '\u212Aelp',
    'sea fox',
    'ab',
    '.fox',
    'a'.repeat(31),
  ];
  for (const username of sameOrBad) {
    const reply = await ask('POST', '/api/auth/sign-up/email', newcomer({ username }));
    expect([username, reply.status]).toEqual([username, 400]);
    const changed = await alice.ask('PATCH', '/api/me', { username });
    expect([username, Math.floor(changed.status / 100)]).toEqual([username, 4]);
    expect((await alice.ask('POST', '/api/auth/update-user', { username })).status).toBe(400);
  }
  for (const username of [5, 0, {}, ['x'], true, false, '']) {
    expect((await alice.ask('POST', '/api/auth/update-user', { username })).status).toBe(400);
  }
  expect((await alice.ask('GET', '/api/me')).json).not.toHaveProperty('username');

  const wanted = { username: 'tern' };
  const bob = await signUp(server, 'Bob');
  const raced = await Promise.all([alice, bob].map((one) => one.ask('PATCH', '/api/me', wanted)));
  expect(raced.map(({ status }) => status).sort()).toEqual([204, 409]);
  const winner = raced[0]?.status === 204 ? alice : bob;
  expect((await winner.ask('PATCH', '/api/me', wanted)).status).toBe(204);
  const signIn = (username: string, password = PASSWORD) =>
    ask('POST', '/api/auth/sign-in/username', { username, password });
  expect((await signIn('TERN')).status).toBe(200);
  expect((await signIn('tern', 'something else')).status).toBe(401);
  expect((await signIn('nobody-here')).status).toBe(401);
  expect((await winner.ask('PATCH', '/api/me', { username: null })).status).toBe(204);
  expect((await signIn('tern')).status).toBe(401);
  expect((await ask('POST', '/api/auth/is-username-available', wanted)).status).toBe(404);
});

it('JOIN-6 an administrator lets somebody back in, once', async () => {
  let now = Date.now();
  const server = await run({ surroundings: { now: () => now } });
  const ask = pageOf(server);
  const ada = await administratorOf(server);
  const bob = await signUp(server, 'Bob');
  const make = async () =>
    String(
      (await ada('POST', `/api/administration/people/${bob.userId}/reset-link`, { password: PASSWORD })).json?.token,
    );
  // A session that was left open, or stolen, makes no way into an account; and nobody makes one into their own.
  expect((await ada('POST', `/api/administration/people/${bob.userId}/reset-link`, {})).status).toBe(400);
  expect(
    codeOf(await ada('POST', `/api/administration/people/${bob.userId}/reset-link`, { password: 'guessed' })),
  ).toBe('wrong-password');
  const adaId = (await ada('GET', '/api/me')).json?.userId;
  expect((await ada('POST', `/api/administration/people/${adaId}/reset-link`, { password: PASSWORD })).status).toBe(
    404,
  );
  const dead = await make();
  const token = await make();
  expect((await ask('POST', '/api/password-reset/look', { token })).json).toEqual({ name: 'Bob' });
  const reset = (password: string, using = token) => ask('POST', '/api/password-reset', { token: using, password });
  expect(codeOf(await reset('battery staple', dead))).toBe('link-gone');
  expect(codeOf(await reset('password1'))).toBe('weak-password');
  expect(codeOf(await reset(bob.email))).toBe('weak-password');
  const raced = await Promise.all([reset('battery staple'), reset('staple battery')]);
  expect(raced.map(({ status }) => status).sort()).toEqual([204, 404]);
  const password = raced[0]?.status === 204 ? 'battery staple' : 'staple battery';
  expect((await bob.ask('GET', '/api/me')).status).toBe(401);
  const signIn = (tried: string) => ask('POST', '/api/auth/sign-in/email', { email: bob.email, password: tried });
  expect((await signIn(PASSWORD)).status).toBe(401);
  expect((await signIn(password)).status).toBe(200);
  const late = await make();
  now += 25 * 3_600_000;
  expect(codeOf(await ask('POST', '/api/password-reset/look', { token: late }))).toBe('link-gone');
  expect(codeOf(await reset('yet another word', late))).toBe('link-gone');
  expect((await ask('POST', '/api/password-reset/ask', { email: bob.email })).status).toBe(404);
  expect((await ada('POST', '/api/administration/people/nobody/reset-link', { password: PASSWORD })).status).toBe(404);
  expect(server.lines.join('\n')).not.toContain(token);
});

it('JOIN-7 JOIN-8 JOIN-9 with mail an address is confirmed, and nobody learns who has an account', async () => {
  const mail = await startMailServer();
  const origin = 'https://chat.example.org';
  const server = await run({ config: { origin, mail: { url: mail.url, from: 'Skerry <chat@example.org>' } } });
  const ask = asking(server, { origin, host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' });
  const carol = newcomer({ username: 'carol-b' });
  const first = await ask('POST', '/api/auth/sign-up/email', carol);
  expect([first.status, first.json, first.headers.getSetCookie()]).toEqual([200, { token: null, user: null }, []]);
  const confirmation = await mail.next(carol.email);
  expect(confirmation.text).toContain('From: Skerry <chat@example.org>');
  expect(confirmation.text).not.toContain('evil');
  const token = /https:\/\/chat\.example\.org\/verify#(\S+)/.exec(confirmation.text)?.[1];

  const again = await ask('POST', '/api/auth/sign-up/email', { ...carol, username: 'other', name: 'Mallory' });
  expect([again.status, again.json]).toEqual([200, { token: null, user: null }]);
  expect((await mail.next(carol.email, 1)).text).toContain('already have');

  const signIn = () => ask('POST', '/api/auth/sign-in/email', { email: carol.email, password: PASSWORD });
  const early = await signIn();
  expect([early.status, early.json?.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  await mail.next(carol.email, 2);
  expect((await ask('POST', '/api/auth/sign-in/username', { username: 'carol-b', password: PASSWORD })).status).toBe(
    403,
  );
  await mail.next(carol.email, 3);
  expect(codeOf(await ask('POST', '/api/verify-email', { token: `${token}x` }))).toBe('link-gone');
  const confirmed = await ask('POST', '/api/verify-email', { token });
  expect([confirmed.status, confirmed.headers.getSetCookie()]).toEqual([204, []]);
  expect((await signIn()).status).toBe(200);

  const nobody = await ask('POST', '/api/password-reset/ask', { email: 'nobody@example.org' });
  const somebody = await ask('POST', '/api/password-reset/ask', { email: carol.email.toUpperCase() });
  expect([nobody.status, nobody.text]).toEqual([somebody.status, somebody.text]);
  const letter = await mail.next(carol.email, 4);
  expect(letter.text).not.toContain('evil');
  const reset = /https:\/\/chat\.example\.org\/reset#(\S+)/.exec(letter.text)?.[1];
  const done = await ask('POST', '/api/password-reset', { token: reset, password: 'battery staple' });
  expect(done.status).toBe(204);
  expect((await signIn()).status).toBe(401);
  expect(mail.letters.some(({ to }) => to === 'nobody@example.org')).toBe(false);

  // The administrator of a new server needs no mail, and helps somebody whose mail does not arrive.
  const setup = { token: new URL(server.setupUrl ?? '').searchParams.get('token'), ...newcomer({ name: 'Ada' }) };
  const made = await ask('POST', '/api/setup', setup);
  expect(made.status).toBe(201);
  const ada = asking(server, { origin, cookie: cookieOf(made.headers) });
  const dave = newcomer({ name: 'Dave' });
  await ask('POST', '/api/auth/sign-up/email', dave);
  const people = (await ada('GET', `/api/administration/people?query=${dave.email}`)).json?.people;
  expect(people).toEqual([]);
  const log = server.lines.join('\n');
  for (const secret of [carol.email, String(token), String(reset)]) expect(log).not.toContain(secret);
});

it('JOIN-14 every email is in the language that the request asks for', async () => {
  const mail = await startMailServer();
  const origin = 'https://chat.example.org';
  const server = await run({ config: { origin, mail: { url: mail.url, from: 'Skerry <chat@example.org>' } } });
  const ask = asking(server, { origin, 'accept-language': 'xx, fr;q=0.3, de-CH;q=0.8' });
  const carol = newcomer({ username: 'carol-de' });
  const login = { email: carol.email, password: PASSWORD };
  await ask('POST', '/api/auth/sign-up/email', carol);
  expect((await mail.next(carol.email)).text).toContain('Der Link gilt einen Tag.');
  await ask('POST', '/api/auth/sign-up/email', { ...carol, username: 'other' });
  expect((await mail.next(carol.email, 1)).text).toContain('Du hast schon ein Skerry-Konto');
  await ask('POST', '/api/auth/sign-in/email', login);
  expect((await mail.next(carol.email, 2)).text).toContain('Der Link gilt einen Tag.');
  await ask('POST', '/api/auth/sign-in/username', { username: 'carol-de', password: PASSWORD });
  expect((await mail.next(carol.email, 3)).text).toContain('Der Link gilt einen Tag.');
  await ask('POST', '/api/password-reset/ask', { email: carol.email });
  expect((await mail.next(carol.email, 4)).text).toContain('Der Link funktioniert einmal');
});

it('JOIN-11 and AUTH-8 guesses at one account count together, whatever it is called', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const ask = pageOf(server);
  let caller = 0;
  const from = () => ({ 'x-forwarded-for': `10.0.${caller >> 8}.${caller++ & 255}` });
  const carol = newcomer({ username: 'carol-c' });
  expect((await ask('POST', '/api/auth/sign-up/email', carol, from())).status).toBe(200);
  const bodies = [
    ['email', { email: carol.email, password: 'wrong guess' }],
    ['username', { username: 'Carol-C', password: 'wrong guess' }],
  ] as const;
  const statuses: number[] = [];
  for (let i = 0; i < 24; i++) {
    const [way, body] = bodies[i % 2] ?? bodies[0];
    statuses.push((await ask('POST', `/api/auth/sign-in/${way}`, body, from())).status);
  }
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(21);
  expect(statuses.at(-1)).toBe(429);
  const mailed = [];
  for (let i = 0; i < 25; i++) {
    mailed.push(
      (await ask('POST', '/api/invitations/look', { token: 'guess' }, { 'x-forwarded-for': '10.9.9.9' })).status,
    );
  }
  expect(mailed.at(-1)).toBe(429);
}, 60_000);
