import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { upload } from '../support/blob-client.ts';
import { join, makeGroup } from '../support/members.ts';
import { runSkerry } from '../support/run-skerry.ts';
import { signUp } from '../support/sign-up.ts';
import { startServer } from '../support/start-server.ts';

const QUIET = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error', SKERRY_SIGN_UP: 'invitation' };

const scene = async (env: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-operator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = joinPath(folder, 'data');
  const settings = { ...QUIET, ...env };
  const server = await startServer({ data, env: settings });
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const skerry = (...args: string[]) => runSkerry(data, args, { ...settings, PORT: String(server.port) });
  const ask = (method: string, path: string, body?: unknown, cookie = '') =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const signIn = (email: string) => ask('POST', '/api/auth/sign-in/email', { email, password: 'low tide at noon' });
  return { folder, data, server, address, skerry, ask, signIn };
};

it('OPS-7 OPS-8 BOT-17 accounts are promoted, disabled, signed out and deleted, with the server running or stopped', async () => {
  const { data, server, address, skerry, ask, signIn } = await scene({ SKERRY_SIGN_UP: 'open' });
  const [ann, ben] = [await signUp(address, 'ann'), await signUp(address, 'ben')];
  const refused = async (words: RegExp, ...args: string[]) => {
    const { code, err } = await skerry(...args);
    expect(err).toMatch(words);
    expect(code).toBe(2);
  };
  await refused(/no administrator yet; open the set-up link/, 'admin', 'invite');
  await refused(/no account nobody@example\.org/, 'admin', 'promote', 'nobody@example.org');
  expect(await skerry('admin', 'promote', 'Ann@example.org')).toMatchObject({
    code: 0,
    out: 'ann <ann@example.org> is an administrator now.\n',
  });
  expect((await ask('GET', '/api/administration', undefined, ann.cookie)).status).toBe(200);
  await refused(/only administrator/, 'admin', 'disable', ann.userId);
  await refused(/only administrator/, 'admin', 'promote', '--undo', ann.userId);
  await refused(/only administrator/, 'admin', 'delete', ann.userId);

  expect((await skerry('admin', 'disable', 'ben@example.org')).code).toBe(0);
  expect((await ask('GET', '/api/me', undefined, ben.cookie)).status).toBe(401);
  const answer = await signIn('ben@example.org');
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 'ACCOUNT_DISABLED' });
  expect((await skerry('admin', 'disable', '--undo', 'ben@example.org')).code).toBe(0);
  expect((await signIn('ben@example.org')).status).toBe(200);

  // A token is made for an account without signing in, and goes when its person is signed out.
  const printed = await skerry('admin', 'token', 'ben@example.org', '--name', 'Builds', '--read');
  const [programToken = '', told = ''] = printed.out.split('\n');
  expect(programToken).toMatch(/^skp_/);
  expect(told).toMatch(/reads as ben/);
  const asProgram = async () =>
    (await fetch(`${address.origin}/api/me`, { headers: { authorization: `Bearer ${programToken}` } })).status;
  expect(await asProgram()).toBe(200);
  expect((await skerry('admin', 'revoke', 'ben@example.org')).code).toBe(0);
  expect(await asProgram()).toBe(401);

  const link = (await skerry('admin', 'reset-password', 'ben@example.org')).out.split('\n')[0] ?? '';
  expect(link).toMatch(new RegExp(`^http://localhost:${server.port}/reset#`));
  const token = link.split('#')[1];
  expect((await ask('POST', '/api/password-reset', { token, password: 'spring tide at ten' })).status).toBeLessThan(
    300,
  );

  expect((await skerry('admin', 'revoke', 'ann@example.org')).code).toBe(0);
  expect((await ask('GET', '/api/me', undefined, ann.cookie)).status).toBe(401);
  await server.stop();

  await refused(/only administrator/, 'admin', 'disable', 'ann@example.org');
  expect((await skerry('admin', 'disable', 'ben@example.org')).code).toBe(0);
  await server.start();
  expect((await signIn('ben@example.org')).status).toBe(401);
  await server.stop();
  expect((await skerry('admin', 'delete', '--messages', 'ben@example.org')).code).toBe(0);
  await refused(/There is no account ben@example\.org/, 'admin', 'delete', 'ben@example.org');
  await server.start();
  expect((await runSkerry(data, ['verify'])).code).toBe(0);
}, 240_000);

it('OPS-7 an invitation is made and revoked, and the owner of a group is not deleted', async () => {
  const { address, skerry, ask } = await scene({ SKERRY_SIGN_UP: 'open' });
  const [ann, ben] = [await join(address, 'ann'), await join(address, 'ben')];
  onTestFinished(() => {
    for (const { client } of [ann, ben]) client.close();
  });
  expect((await skerry('admin', 'promote', ann.userId)).code).toBe(0);
  const made = await skerry('admin', 'invite', '--days', '2', '--uses', '3');
  const [link = '', words = ''] = made.out.split('\n');
  expect(words).toMatch(/^Invitation [0-9a-f-]{36} from ann\d+: 3 uses, until /);
  const look = () => ask('POST', '/api/invitations/look', { token: link.split('#')[1] });
  expect((await look()).status).toBe(200);
  const id = words.split(' ')[1] ?? '';
  expect((await skerry('admin', 'revoke', '--invitation', id)).code).toBe(0);
  expect((await look()).status).not.toBe(200);
  expect((await skerry('admin', 'revoke', '--invitation', id)).code).toBe(2);
  expect((await skerry('admin', 'revoke')).code).toBe(2);

  await makeGroup(ben, ann);
  const refused = await skerry('admin', 'delete', ben.userId);
  expect(refused.err).toMatch(/owns groups with other members.*:\n {2}\S+ Boat club/);
  expect(refused.code).toBe(2);
}, 240_000);

it('OPS-9 compacting and collecting run in the server or without it, and a dry run only lists', async () => {
  const { server, address, skerry, data } = await scene({ SKERRY_SIGN_UP: 'open' });
  const ann = await join(address, 'ann');
  const group = await makeGroup(ann);
  const chapter = await ann.open(group.chapter);
  const writer = ann.writer();
  for (let i = 0; i < 20; i++) expect(await chapter.push(writer.message(`word ${i}`).update)).toBe('saved');
  const id = await upload({ origin: server.url, cookie: ann.cookie }, new Uint8Array(10));
  ann.client.close();
  expect((await skerry('compact')).out).toMatch(/^Compacted \d+ documents?\. The file shrinks only/);
  expect((await skerry('collect', '--dry-run')).out).toMatch(/^Would remove 0 abandoned, 0 unreferenced/);
  await server.stop();
  const database = new DatabaseSync(joinPath(data, 'skerry.sqlite'));
  database.exec('update blobs set completed_at = 1, touched_at = 1');
  database.close();
  const listed = `unreferenced\t${id}\t10\n`;
  for (const [args, words] of [
    [['--dry-run'], 'Would remove'],
    [[], 'Removing'],
  ] as const)
    expect((await skerry('collect', ...args)).out).toMatch(
      new RegExp(`^${listed}${words} 0 abandoned, 1 unreferenced`),
    );
  expect((await skerry('compact')).out).toMatch(/and the file\.$/m);
  const verified = await skerry('verify');
  expect(verified).toMatchObject({ code: 0, err: '' });
  expect(verified.out).toMatch(/^messages: 20$/m);
}, 240_000);

it('OPS-10 a mistake is one sentence and exit code 2, and each command has its help', async () => {
  const data = joinPath(tmpdir(), 'skerry-nowhere');
  for (const args of [
    ['backup', '/tmp/x.tar'],
    ['verify'],
    ['compact'],
    ['collect'],
    ['export', '/tmp/x'],
    ['admin', 'invite'],
  ]) {
    const { code, err } = await runSkerry(data, args);
    expect(err).toMatch(/^There is no database in .*; name the data folder with SKERRY_DATA\.\n$/);
    expect(code).toBe(2);
  }
  expect(await runSkerry(data, ['restore', joinPath(tmpdir(), 'no.tar')])).toMatchObject({
    code: 2,
    err: `There is no file ${joinPath(tmpdir(), 'no.tar')}.\n`,
  });
  rmSync(data, { recursive: true, force: true });
  for (const args of [['frob'], ['backup'], ['admin', 'invite', '--days', '0'], ['--settings', '/nowhere', 'verify']]) {
    const { code, err } = await runSkerry(data, args);
    expect(err).toMatch(/^error: /);
    expect(code).toBe(2);
  }
  for (const command of ['start', 'backup', 'restore', 'verify', 'compact', 'collect', 'export', 'admin', 'config']) {
    const { code, out } = await runSkerry(data, [command, '--help']);
    expect(out).toMatch(new RegExp(`^Usage: skerry ${command}`));
    expect(code).toBe(0);
  }
}, 240_000);

it('OPS-10 the configuration is checked without a start, and no secret is shown', async () => {
  const good = await runSkerry(tmpdir(), ['config', 'check'], {
    SKERRY_SECRET: 's'.repeat(40),
    SKERRY_ORIGIN: 'https://chat.example.org',
    SKERRY_SMTP_URL: 'smtps://name:password@mail.example.org:465',
    SKERRY_MAIL_FROM: 'chat@example.org',
    SKERRY_ODD: '1',
  });
  expect(good.code).toBe(0);
  expect(good.out).not.toMatch(/ssss|password/);
  expect(good.out).toMatch(/SKERRY_ODD is not a setting/);
  expect(good.out).toMatch(/SKERRY_TRUST_PROXY is off/);
  const bad = await runSkerry(tmpdir(), ['config', 'check'], { PORT: 'x', SKERRY_ORIGIN: 'chat' });
  expect(bad.code).toBe(2);
  expect(bad.err.split('\n')).toHaveLength(3);
});

it('OPS-11 only the owner of the data folder reaches the running server past sign-in', async () => {
  const { data } = await scene();
  expect(statSync(joinPath(data, 'control')).mode & 0o777).toBe(0o600);
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

it('OPS-12 an export holds what was written, and that of one person only what they may read', async () => {
  const { folder, address, skerry } = await scene({ SKERRY_SIGN_UP: 'open' });
  const [ann, ben] = [await join(address, 'ann'), await join(address, 'ben')];
  onTestFinished(() => {
    for (const { client } of [ann, ben]) client.close();
  });
  const both = await makeGroup(ann, ben);
  const alone = await makeGroup(ann);
  const odd = 'tide 🎉 \u2028 "at" \n ten';
  for (const [group, text] of [
    [both, odd],
    [alone, 'for nobody else'],
  ] as const)
    expect(await (await ann.open(group.chapter)).push(ann.writer().message(text).update)).toBe('saved');
  const linesIn = async (name: string, ...args: string[]) => {
    const file = joinPath(folder, name);
    expect(await skerry('export', file, ...args)).toMatchObject({ code: 0, err: '' });
    expect((await skerry('export', file, ...args)).code).toBe(2);
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const textsOf = (lines: readonly { kind: string; json?: { text?: string } }[]) =>
    lines.filter(({ kind }) => kind === 'message').map(({ json }) => json?.text);
  const all = await linesIn('all');
  expect(textsOf(all)).toEqual([odd, 'for nobody else']);
  expect(all.find(({ kind }) => kind === 'message')).toMatchObject({
    conversation: both.id,
    chapter: 0,
    seq: 1,
    by: ann.number,
  });
  const bens = await linesIn('ben', '--person', ben.userId);
  expect(textsOf(bens)).toEqual([odd]);
  expect(bens.filter(({ kind }) => kind === 'conversation')).toHaveLength(1);
  const emails = bens.filter(({ kind }) => kind === 'account').map(({ email }) => email !== null);
  expect(emails).toEqual([false, true]);
  expect((await skerry('export', joinPath(folder, 'no'), '--person', 'nobody')).code).toBe(2);
}, 60_000);
