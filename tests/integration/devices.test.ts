import { get } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { accountDocument } from '../../shared/document/name.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { RawClient } from '../support/raw-client.ts';
import { secretOf, totp } from '../support/totp.ts';
import {
  asking,
  codeOf,
  cookieOf,
  PASSWORD,
  type Reply,
  type Running,
  run,
  type Somebody,
  signUp,
} from './running-server.ts';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const PHONE = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';

interface Session {
  readonly id: string;
  readonly current: boolean;
  readonly [name: string]: unknown;
}

const signInAgain = async (server: Running, who: Somebody, agent = CHROME) => {
  const reply = await asking(server, { origin: server.local, 'user-agent': agent })('POST', '/api/auth/sign-in/email', {
    email: who.email,
    password: PASSWORD,
  });
  expect(reply.status).toBe(200);
  const cookie = cookieOf(reply.headers);
  return { reply, cookie, token: String(reply.json?.token), ask: asking(server, { cookie, origin: server.local }) };
};

const sessionsOf = async (who: Pick<Somebody, 'ask'>): Promise<readonly Session[]> =>
  (await who.ask('GET', '/api/sessions')).json?.sessions as readonly Session[];

/** The account document over a socket of its own. */
const openSocket = async (server: Running, cookie: string, who: Somebody) => {
  const userId = parseUserId(who.userId);
  if (userId === undefined) throw new Error('no user id');
  const me = await who.ask('GET', '/api/me');
  const client = await RawClient.connect(`${server.local.replace('http', 'ws')}/sync`, {
    cookie,
    origin: server.local,
  });
  onTestFinished(() => client.close());
  const token = JSON.stringify({ protocol: PROTOCOL, epoch: String(me.json?.epoch) });
  return { client, token, document: await client.open(accountDocument(userId, 0), token) };
};

it('DEV-1 the list names devices, marks this one, and shows no tokens', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const phone = await signInAgain(server, alice, PHONE);
  const socket = await openSocket(server, alice.cookie, alice);
  await expect.poll(async () => (await sessionsOf(alice)).find(({ current }) => current)?.connected).toBe(true);
  socket.client.close();
  const text = (await phone.ask('GET', '/api/sessions')).text;
  expect(text).not.toContain(phone.token);
  expect(text).not.toContain(alice.token);
  const [first, second] = await sessionsOf(phone);
  expect(first).toMatchObject({ current: true, browser: 'Firefox', system: 'Android', via: 'password' });
  expect(first).toMatchObject({ address: '127.0.0.1', createdAt: expect.any(Number), usedAt: expect.any(Number) });
  expect(second).toMatchObject({ current: false });
  for (const path of ['list-sessions', 'revoke-sessions', 'revoke-session', 'revoke-other-sessions'])
    expect(
      (
        await alice.ask(
          path === 'list-sessions' ? 'GET' : 'POST',
          `/api/auth/${path}`,
          path === 'list-sessions' ? undefined : {},
        )
      ).status,
    ).toBe(404);
});

it('DEV-2 an ended session is closed at once everywhere and is told why, and nobody ends another person’s session', async () => {
  const server = await run();
  const [alice, mallory] = [await signUp(server, 'Alice'), await signUp(server, 'Mallory')];
  const other = await signInAgain(server, alice);
  const socket = await openSocket(server, other.cookie, alice);
  const granted = await other.ask('POST', '/api/sync-tokens', {});
  const [mine, theirs] = await sessionsOf(alice).then((all) => [
    all.find(({ current }) => current)?.id,
    all.find(({ current }) => !current)?.id,
  ]);
  expect((await mallory.ask('DELETE', `/api/sessions/${theirs}`)).status).toBe(404);
  expect((await mallory.ask('DELETE', '/api/sessions')).status).toBe(204);
  expect((await alice.ask('DELETE', `/api/sessions/${mine}`)).status).toBe(403);
  expect((await other.ask('GET', '/api/me')).status).toBe(200);

  expect((await alice.ask('DELETE', `/api/sessions/${theirs}`)).status).toBe(204);
  expect((await socket.document.next('closed')).reason).toBe('signed-out');
  const routes = ['me', 'feed?since=0', 'people?query=a', 'conversations', 'sessions', 'me/leaving'];
  for (const route of routes) expect(codeOf(await other.ask('GET', `/api/${route}`))).toBe('session-ended');
  for (const route of ['receipts', 'conversations', 'sync-tokens', 'device-links', 'me/delete'])
    expect(codeOf(await other.ask('POST', `/api/${route}`, {}))).toBe('session-ended');
  const bearer = asking(server, { authorization: `Bearer ${other.token}` });
  expect(codeOf(await bearer('GET', '/api/me'))).toBe('session-ended');
  const again = await RawClient.connect(`${server.local.replace('http', 'ws')}/sync`, {
    cookie: other.cookie,
    origin: server.local,
  });
  onTestFinished(() => again.close());
  await expect(again.open(socket.document.name, socket.token)).rejects.toThrow(/signed-out|denied|no step1/);
  const stock = new WebSocket(
    `${server.local.replace('http', 'ws')}/yjs/${socket.document.name}?token=${String(granted.json?.token)}`,
  );
  expect(await new Promise<number>((resolve) => stock.on('close', resolve))).toBeGreaterThanOrEqual(4_000);
  expect((await alice.ask('GET', '/api/me')).status).toBe(200);
});

it('DEV-3 an expired session, a signed-out one and a made-up one get no reason for their end', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const [other, old] = [await signInAgain(server, alice), await signInAgain(server, alice)];
  const database = new DatabaseSync(join(server.data, 'skerry.sqlite'));
  database
    .prepare('update sign_in_session set expiresAt = ? where token = ?')
    .run(new Date(Date.now() - 1_000).toISOString(), old.token);
  database.close();
  for (let i = 0; i < 2; i++) expect(codeOf(await old.ask('GET', '/api/me'))).toBe('signed-out');
  await other.ask('POST', '/api/auth/sign-out', {});
  expect(codeOf(await other.ask('GET', '/api/me'))).toBe('signed-out');
  const forged = asking(server, { cookie: 'skerry.session_token=abc.def' });
  expect(codeOf(await forged('GET', '/api/me'))).toBe('signed-out');
});

it('DEV-2 all others at once, and a changed password tells the others but not this one', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const [one, two] = [await signInAgain(server, alice), await signInAgain(server, alice)];
  expect((await alice.ask('DELETE', '/api/sessions')).status).toBe(204);
  for (const ended of [one, two]) expect(codeOf(await ended.ask('GET', '/api/me'))).toBe('session-ended');
  expect(await sessionsOf(alice)).toHaveLength(1);
  const three = await signInAgain(server, alice);
  const changed = await alice.ask('POST', '/api/auth/change-password', {
    currentPassword: PASSWORD,
    newPassword: 'another correct horse',
    revokeOtherSessions: true,
  });
  expect(changed.status).toBe(200);
  expect(codeOf(await three.ask('GET', '/api/me'))).toBe('session-ended');
  expect(codeOf(await alice.ask('GET', '/api/me'))).toBe('signed-out');
});

it('DEV-4 signing in again on a device leaves one session of it', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const reply = await alice.ask('POST', '/api/auth/sign-in/email', { email: alice.email, password: PASSWORD });
  const again = asking(server, { cookie: cookieOf(reply.headers), origin: server.local });
  expect(await sessionsOf({ ask: again })).toHaveLength(1);
  expect(codeOf(await alice.ask('GET', '/api/me'))).toBe('signed-out');
});

it('DEV-6 a link signs a new device in, once, after its owner approved it', async () => {
  const server = await run();
  const [alice, mallory] = [await signUp(server, 'Alice'), await signUp(server, 'Mallory')];
  const device = asking(server, { origin: server.local, 'user-agent': PHONE });
  const made = await alice.ask('POST', '/api/device-links', {});
  const token = String(made.json?.token);
  expect(Number(made.json?.expiresAt)).toBeLessThanOrEqual(Date.now() + 120_000);
  const state = async (who = alice) => (await who.ask('POST', '/api/device-links/state', { token })).json;
  expect(await state()).toEqual({ state: 'open' });
  expect(await state(mallory)).toEqual({ state: 'gone' });
  const claimed = await device('POST', '/api/device-links/claim', { token });
  expect(claimed.json).toMatchObject({ name: 'Alice' });
  const { claim } = claimed.json as { claim: string };
  // A photograph of the code comes too late, and the claim alone is not enough.
  expect(codeOf(await device('POST', '/api/device-links/claim', { token }))).toBe('link-gone');
  const finish = (given: string) => device('POST', '/api/auth/device-link/finish', { claim: given });
  const waiting = await finish(claim);
  expect([waiting.json, waiting.headers.getSetCookie()]).toEqual([{ state: 'waiting' }, []]);
  expect(await state()).toEqual({ state: 'claimed', browser: 'Firefox', system: 'Android', address: '127.0.0.1' });
  expect((await mallory.ask('POST', '/api/device-links/confirm', { token })).status).toBe(404);
  expect((await finish(token)).status).toBe(404);
  expect((await alice.ask('POST', '/api/device-links/confirm', { token })).status).toBe(204);
  const done = await finish(claim);
  expect(done.json).toEqual({ state: 'done' });
  const phone = { ask: asking(server, { cookie: cookieOf(done.headers), origin: server.local }) };
  expect((await phone.ask('GET', '/api/me')).json).toMatchObject({ userId: alice.userId });
  expect((await sessionsOf(phone))[0]).toMatchObject({ current: true, browser: 'Firefox', via: 'link' });
  for (const replay of [await finish(claim), await device('POST', '/api/device-links/claim', { token })])
    expect(replay.status).toBe(404);
  const dropped = String((await alice.ask('POST', '/api/device-links', {})).json?.token);
  await alice.ask('POST', '/api/device-links/drop', { token: dropped });
  expect((await device('POST', '/api/device-links/claim', { token: dropped })).status).toBe(404);
});

it('DEV-6 a link is dead after two minutes', async () => {
  let later = 0;
  const server = await run({ surroundings: { now: () => Date.now() + later } });
  const alice = await signUp(server, 'Alice');
  const device = asking(server, { origin: server.local });
  const { token } = (await alice.ask('POST', '/api/device-links', {})).json as { token: string };
  const { claim } = (await device('POST', '/api/device-links/claim', { token })).json as { claim: string };
  await alice.ask('POST', '/api/device-links/confirm', { token });
  later = 121_000;
  expect((await device('POST', '/api/auth/device-link/finish', { claim })).status).toBe(404);
});

const switchOn = async (server: Running, alice: Somebody) => {
  const enabled = await alice.ask('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
  const { totpURI, backupCodes } = enabled.json as { totpURI: string; backupCodes: string[] };
  const secret = secretOf(totpURI);
  const verified = await alice.ask('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret, Date.now()) });
  expect(verified.status).toBe(200);
  const cookie = cookieOf(verified.headers);
  return { secret, backupCodes, uri: totpURI, ask: asking(server, { cookie, origin: server.local }) };
};

const halfWay = async (server: Running, email: string, headers: Record<string, string> = {}) => {
  const page = asking(server, { origin: server.local, ...headers });
  const reply = await page('POST', '/api/auth/sign-in/email', { email, password: PASSWORD });
  expect(reply.json).toMatchObject({ twoFactorRedirect: true });
  const cookie = cookieOf(reply.headers);
  const ask = (path: string, body: unknown): Promise<Reply> => page('POST', path, body, { cookie });
  return { reply, cookie, ask };
};

it('DEV-8 with a second factor the password alone signs nobody in; a code or a recovery code does, once', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  expect((await alice.ask('POST', '/api/auth/two-factor/enable', { password: 'wrong' })).status).toBe(400);
  const { secret, backupCodes, uri, ask } = await switchOn(server, alice);
  expect(uri).toMatch(/^otpauth:\/\/totp\/Skerry/);
  expect(backupCodes).toHaveLength(10);

  const half = await halfWay(server, alice.email);
  expect((await asking(server, { cookie: half.cookie })('GET', '/api/me')).status).toBe(401);
  expect((await half.ask('/api/auth/two-factor/verify-totp', { code: '000000' })).status).toBe(401);
  // The next one: the one it was switched on with is used.
  const done = await half.ask('/api/auth/two-factor/verify-totp', {
    code: totp(secret, Date.now() + 30_000),
    trustDevice: true,
  });
  expect(done.status).toBe(200);
  expect(done.headers.getSetCookie().join()).not.toMatch(/trust/);
  expect((await asking(server, { cookie: cookieOf(done.headers) })('GET', '/api/me')).status).toBe(200);

  const [code] = backupCodes;
  const recovered = await (await halfWay(server, alice.email)).ask('/api/auth/two-factor/verify-backup-code', { code });
  expect(recovered.status).toBe(200);
  const reused = await (await halfWay(server, alice.email)).ask('/api/auth/two-factor/verify-backup-code', { code });
  expect(reused.status).toBe(401);

  expect((await ask('POST', '/api/auth/two-factor/disable', { password: 'wrong' })).status).toBe(400);
  expect((await ask('POST', '/api/auth/two-factor/disable', { password: PASSWORD })).status).toBe(200);
  expect((await signInAgain(server, alice)).reply.json?.twoFactorRedirect).toBeUndefined();
});

it('DEV-9 guessing codes is limited by account, whatever the address, and by address', async () => {
  const server = await run({ config: { rateLimits: true, trustProxy: true } });
  const alice = await signUp(server, 'Alice');
  const { secret } = await switchOn(server, alice);
  let wrong = 0;
  let locked = 0;
  for (let i = 0; i < 14; i++) {
    const half = await halfWay(server, alice.email, { 'x-forwarded-for': `192.0.2.${i}` });
    const reply = await half.ask('/api/auth/two-factor/verify-totp', { code: '000000' });
    if (reply.status === 429) locked++;
    else wrong++;
  }
  expect([wrong, locked]).toEqual([10, 4]);
  const right = await (await halfWay(server, alice.email)).ask('/api/auth/two-factor/verify-totp', {
    code: totp(secret, Date.now() + 30_000),
  });
  expect(right.status).toBe(429);
  const statuses: number[] = [];
  const page = asking(server, { origin: server.local, 'x-forwarded-for': '198.51.100.1' });
  for (let i = 0; i < 24; i++)
    statuses.push((await page('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })).status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(2);
});

it('DEV-10 passkeys are refused in plain words where the address is a number', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const refused = await alice.ask('GET', '/api/auth/passkey/generate-register-options');
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('address with a name')]);
  const named = await run({ config: { origin: 'https://chat.example.org' } });
  const options = await asking(named)('GET', '/api/auth/passkey/generate-authenticate-options');
  expect(options.json).toMatchObject({ rpId: 'chat.example.org' });
  const local = await asking({ local: server.local.replace('127.0.0.1', 'localhost') })(
    'GET',
    '/api/auth/passkey/generate-authenticate-options',
  );
  expect(local.json).toMatchObject({ rpId: 'localhost' });
});

it('DEV-10 a name that only stands in the Host header gets no passkeys', async () => {
  const server = await run();
  const named = await run({ config: { origin: 'https://chat.example.org' } });
  const optionsFor = (to: { readonly port: number }, host: string) =>
    new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
      const path = '/api/auth/passkey/generate-authenticate-options';
      const request = get({ port: to.port, host: '127.0.0.1', path, headers: { host } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
      });
      request.on('error', reject);
    });
  const port = server.port;
  for (const host of ['LOCALHOST', `localhost:${port}`])
    expect([host, await optionsFor(server, host)]).toEqual([
      host,
      { status: 200, text: expect.stringContaining('"rpId":"localhost"') },
    ]);
  const refused = ['chat.example.org', 'evil.example:443', `[::1]:${port}`, 'localhost.', 'a.localhost'];
  for (const host of refused) expect([host, (await optionsFor(server, host)).status]).toEqual([host, 403]);
  // Where the address is configured the header says nothing.
  for (const host of ['chat.example.org', 'evil.example', `127.0.0.1:${named.port}`, '[::1]'])
    expect([host, (await optionsFor(named, host)).text]).toEqual([host, expect.stringContaining('chat.example.org')]);
});
