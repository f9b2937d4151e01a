import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { accountDocument, chapterDocument } from '../../shared/document/name.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { signIn } from './attacked-accounts.ts';
import { botOf } from './programs.ts';
import { administratorOf, asking, codeOf, PASSWORD, pageOf, run, type Somebody, signUp } from './running-server.ts';

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
  const made = await ada('POST', `/api/administration/people/${bob.userId}/reset-link`, { password: PASSWORD });
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
  const made = await ada('POST', `/api/administration/people/${robot.userId}/reset-link`, { password: PASSWORD });
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
    ['POST', `administration/people/${alice.userId}/reset-link`, { password: PASSWORD }],
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
