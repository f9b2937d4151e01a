import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { answerWith, startFakeWeb } from '../support/fake-web.ts';
import { asking, codeOf, run, signUp } from './running-server.ts';

const AT = '/api/link-previews';

it('LINK-1 gives who is signed in what a page says, logs no address and keeps nothing', async () => {
  const web = await startFakeWeb((socket) => answerWith(socket, '<title>Tides at Oslo</title>'));
  const server = await run({ surroundings: { web } });
  const alice = await signUp(server, 'Alice');
  const url = 'http://tides.example/one-time?token=secret';
  expect(codeOf(await asking(server)('POST', AT, { url }, { origin: server.local }))).toBe('signed-out');
  expect(web.requests).toEqual([]);
  for (let i = 0; i < 2; i++)
    expect((await alice.ask('POST', AT, { url })).json).toEqual({ preview: { title: 'Tides at Oslo' } });
  // Asked anew each time: nobody learns from the server what others have asked for.
  expect(web.requests).toEqual(Array(2).fill('GET /one-time?token=secret HTTP/1.1 tides.example'));
  expect(server.lines.join('\n')).not.toMatch(/tides\.example|secret/);
});

it('LINK-2 answers for what it may not reach exactly as for what is not there', async () => {
  const web = await startFakeWeb((socket) => answerWith(socket, 'nothing here', {}, '404 Not Found'));
  web.names.set('inside.example', [['10.0.0.7']]);
  web.names.set('unknown.example', [[]]);
  const server = await run({ surroundings: { web } });
  const { ask } = await signUp(server, 'Alice');
  const answers = await Promise.all(
    ['http://gone.example/', 'http://inside.example/', 'http://127.0.0.1/'].map((url) => ask('POST', AT, { url })),
  );
  const more = await Promise.all(
    ['http://unknown.example/', 'file:///etc/passwd', 'x'].map((url) => ask('POST', AT, { url })),
  );
  expect(new Set([...answers, ...more].map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set(['200 {"preview":null}']),
  );
  expect(web.connections).toHaveLength(1);
  expect(codeOf(await ask('POST', AT, { url: 'http://a.example/'.padEnd(3_000, 'a') }))).toBe('invalid');
  expect(codeOf(await ask('POST', AT, { conversation: 'x' }))).toBe('invalid');
});

it('LINK-6 one person has three under way at most, and a server may make none', async () => {
  const held: Socket[] = [];
  const web = await startFakeWeb((socket) => held.push(socket));
  const server = await run({ surroundings: { web } });
  const { ask } = await signUp(server, 'Alice');
  const waiting = Array.from({ length: 3 }, () => ask('POST', AT, { url: 'http://slow.example/' }));
  await expect.poll(() => web.requests.length).toBe(3);
  expect(codeOf(await ask('POST', AT, { url: 'http://slow.example/' }))).toBe('too-many');
  for (const socket of held) socket.destroy();
  await Promise.all(waiting);
  const off = await run({ config: { linkPreviews: false }, surroundings: { web } });
  const bob = await signUp(off, 'Bob');
  expect(codeOf(await bob.ask('POST', AT, { url: 'http://slow.example/' }))).toBe('not-found');
});
