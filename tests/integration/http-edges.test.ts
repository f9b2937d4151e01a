import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { asking, codeOf, type Running, run, signUp } from './running-server.ts';

const upgrade = async (server: Running, path: string, headers: Record<string, string>): Promise<string> => {
  const socket = new WebSocket(`${server.local.replace('http', 'ws')}${path}`, { headers });
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.once('open', () => resolve('open'));
  socket.once('error', (error) => resolve(error.message));
  const outcome = await promise;
  socket.terminate();
  return outcome;
};

/** Bytes as they are, past any client that would tidy them up. */
const raw = async (server: Running, request: string): Promise<string> => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(request);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
};

it('HTTP-1 what another website sends is refused', async () => {
  const server = await run();
  const alice = await signUp(server, 'Alice');
  const post = (headers: Record<string, string>) =>
    asking(server, { cookie: alice.cookie })('POST', '/api/sync-tokens', {}, headers);
  const refused = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: server.local.replace('127.0.0.1', 'localhost') },
    { origin: `${server.local}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];
  for (const headers of refused) {
    const reply = await post({ ...headers });
    expect([headers, reply.status, codeOf(reply)]).toEqual([headers, 403, 'wrong-origin']);
  }
  expect((await post({ origin: server.local })).status).toBe(200);
  expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  for (const path of ['/api/auth/sign-out', '/api/auth/sign-in/email', '/api/setup']) {
    const reply = await asking(server, { cookie: alice.cookie, origin: 'https://evil.example' })('POST', path, {});
    expect([path, reply.status]).toEqual([path, 403]);
  }
});

it('HTTP-1 with a configured origin only that one counts', async () => {
  const server = await run({ config: { origin: 'https://chat.example.org' } });
  const ask = asking(server);
  const body = { name: 'Alice', email: 'alice@example.org', password: 'correct horse' };
  expect((await ask('POST', '/api/auth/sign-up/email', body, { origin: server.local })).status).toBe(403);
  const signedUp = await ask('POST', '/api/auth/sign-up/email', body, { origin: 'https://chat.example.org' });
  expect(signedUp.status).toBe(200);
  // AUTH-4
  const cookie = signedUp.headers.getSetCookie().find((line) => line.includes('session_token')) ?? '';
  expect(cookie).toMatch(/; Secure/);
  expect(signedUp.headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
});

it('HTTP-2 a page of another origin opens no socket', async () => {
  const server = await run();
  const { cookie } = await signUp(server, 'Alice');
  expect(await upgrade(server, '/sync', { cookie, origin: server.local })).toBe('open');
  for (const path of ['/sync', '/yjs/conversation/x?token=y']) {
    expect(await upgrade(server, path, { cookie, origin: 'https://evil.example' })).toContain('403');
    expect(await upgrade(server, path, { cookie, origin: 'null' })).toContain('403');
    expect(await upgrade(server, path, { cookie })).toContain('403');
  }
  expect(await upgrade(server, '/elsewhere', { origin: server.local })).toContain('404');
  expect(await raw(server, 'GET //[ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')).toMatch(
    /^HTTP\/1.1 40/,
  );
});

it('HTTP-3 errors have one shape', async () => {
  const server = await run();
  const ask = asking(server, { origin: server.local });
  for (const [method, path] of [
    ['GET', '/api/me'],
    ['GET', '/api/people?query=x'],
    ['POST', '/api/conversations'],
    ['GET', '/api/feed'],
    ['POST', '/api/receipts'],
    ['POST', '/api/sync-tokens'],
    ['DELETE', '/api/conversations/x/members/y'],
  ] as const) {
    const reply = await ask(method, path, method === 'POST' ? {} : undefined);
    expect([path, reply.status, reply.json]).toEqual([
      path,
      401,
      { error: { code: 'signed-out', message: expect.any(String), retry: false } },
    ]);
  }
  expect(codeOf(await ask('GET', '/api/nothing'))).toBe('not-found');
  expect(codeOf(await ask('PUT', '/api/me', {}))).toBe('signed-out');
});

it('HTTP-4 bodies are bounded, typed, parsed, and never repeated', async () => {
  const server = await run();
  const { ask } = await signUp(server, 'Alice');
  const secret = 'a-secret-that-must-not-come-back';
  const post = (body: string, headers?: Record<string, string>) => ask('POST', '/api/conversations', body, headers);
  const replies = [
    [await post(JSON.stringify({ id: secret.repeat(3_000) })), 413],
    [await post(`{"id":"${secret}"}`, { 'content-type': 'text/plain' }), 415],
    [await post(`{"id":"${secret}"}`, { 'content-type': 'application/jsonp' }), 415],
    [await post(`{"id":"${secret}"`), 400],
    [await post(secret), 400],
    [await post('null'), 400],
    [await post('[]'), 400],
    [await post(`{"__proto__":{"id":"${secret}"}}`), 400],
    [await post(`{"id":"${secret}","kind":"group","members":{}}`), 400],
    [await post('['.repeat(50_000)), 400],
  ] as const;
  for (const [reply, status] of replies) {
    expect(reply.status).toBe(status);
    expect(codeOf(reply)).toBe('invalid');
    expect(reply.text).not.toContain(secret);
  }
  expect((await ask('POST', '/api/auth/update-user', { name: 'x'.repeat(70_000) })).status).toBe(413);
  expect(server.lines.join('\n')).not.toContain(secret);
});

it('HTTP-4 a body without a length is bounded too', async () => {
  const server = await run();
  const { cookie } = await signUp(server, 'Alice');
  const chunk = 'x'.repeat(16 * 1024);
  const chunks = Array.from({ length: 8 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const head = `POST /api/conversations HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\nOrigin: ${server.local}\r\n`;
  const type = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
  expect(await raw(server, `${head}${type}${chunks}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 413/);
});

const client = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'skerry-dist-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(folder, 'outside.txt'), 'outside');
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Skerry</title>');
  await writeFile(join(dist, 'sw.js'), '// worker');
  await writeFile(join(dist, '.skerry-built'), 'hidden');
  await writeFile(join(dist, 'manifest.webmanifest'), '{}');
  await writeFile(join(dist, 'assets', 'index-DiwrgTda.js'), `export const x = '${'y'.repeat(5_000)}';`);
  return dist;
};

it('HTTP-6 no path leads out of the client', async () => {
  const server = await run({ surroundings: { dist: await client() } });
  const paths = [
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/..%5coutside.txt',
    '/%2e%2e%2foutside.txt',
    '/....//outside.txt',
    '//etc/passwd',
    '/assets/%00/../../outside.txt',
    '/%c0%ae%c0%ae/outside.txt',
    '/.skerry-built',
    '/assets',
    '/%',
  ];
  for (const path of paths) {
    const answer = await raw(server, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([path, answer.slice(0, 12)]).toEqual([path, 'HTTP/1.1 404']);
    expect(answer).not.toMatch(/outside$|hidden|root:/);
  }
});

it('HTTP-7 and HTTP-8 types, caching, compression and pages', async () => {
  const server = await run({ surroundings: { dist: await client() } });
  const get = (path: string, headers: Record<string, string> = {}) => asking(server)('GET', path, undefined, headers);
  const asset = await get('/assets/index-DiwrgTda.js', { 'accept-encoding': 'br' });
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(asset.headers.get('content-encoding')).toBe('br');
  expect(asset.text).toContain('yyyy');
  const plain = await get('/assets/index-DiwrgTda.js', { 'accept-encoding': 'identity' });
  expect([plain.headers.get('content-encoding'), plain.text]).toEqual([null, asset.text]);
  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/sw.js', 'text/javascript; charset=utf-8'],
    ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8'],
  ] as const) {
    const file = await get(path);
    expect([path, file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual([
      path,
      type,
      'no-cache',
    ]);
    const again = await get(path, { 'if-none-match': file.headers.get('etag') ?? '' });
    expect([path, again.status, again.text]).toEqual([path, 304, '']);
  }
  const page = await get('/setup?token=x', { accept: 'text/html,*/*' });
  expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Skerry</title>']);
  expect((await get('/assets/gone-12345678.js', { accept: '*/*' })).status).toBe(404);
  expect((await get('/api/gone', { accept: 'text/html' })).status).toBe(404);
  expect((await asking(server)('HEAD', '/')).status).toBe(200);
});

it('HTTP-8 without a build there is a sentence', async () => {
  const server = await run();
  const page = await asking(server)('GET', '/');
  expect([page.status, page.text]).toEqual([503, expect.stringContaining('not built')]);
});

it('HTTP-5 and HTTP-7 and HTTP-20 the security headers are everywhere and /api is never kept', async () => {
  const server = await run({ surroundings: { dist: await client() } });
  for (const path of [
    '/',
    '/assets/index-DiwrgTda.js',
    '/api/me',
    '/api/auth/get-session',
    '/health/live',
    '/gone.txt',
  ]) {
    const { headers } = await asking(server)('GET', path);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types skerry");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBe(null);
    expect(headers.get('strict-transport-security')).toBe(null);
    if (path.startsWith('/api')) expect(headers.get('cache-control')).toBe('no-store');
  }
});

it('RUN-4 health', async () => {
  const server = await run();
  expect((await asking(server)('GET', '/health/live')).status).toBe(200);
  expect((await asking(server)('GET', '/health/ready')).json).toEqual({ status: 'ready' });
});
