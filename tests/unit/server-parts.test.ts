import { describe, expect, it } from 'vitest';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import { addressOf } from '../../sync-server/http/address.ts';
import { maySend } from '../../sync-server/http/origin.ts';
import { createLog } from '../../sync-server/log.ts';
import { createTokenBuckets } from '../../sync-server/rate-limits/token-buckets.ts';
import { createSetupLink } from '../../sync-server/sign-in/setup-link.ts';
import { createSyncTokens, type SyncGrant } from '../../sync-server/sign-in/sync-tokens.ts';
import { towardsClient, towardsServer } from '../../sync-server/stock-clients/frames.ts';
import { onStopSignals } from '../../sync-server/stop-signals.ts';

describe('token buckets', () => {
  it('AUTH-8 a bucket gives what it holds, then one token at a time', async () => {
    let now = 0;
    const buckets = createTokenBuckets({ capacity: 3, secondsPerToken: 2 }, () => now);
    expect(await Promise.all([1, 2, 3, 4].map(() => buckets.take('a')))).toEqual([0, 0, 0, 2]);
    expect(await buckets.take('b')).toBe(0);
    now = 1_000;
    expect(await buckets.take('a')).toBe(1);
    now = 2_000;
    expect(await Promise.all([buckets.take('a'), buckets.take('a')])).toEqual([0, 2]);
    await buckets.refund('a');
    expect(await buckets.take('a')).toBe(0);
    now = 1_000_000;
    expect(await Promise.all([1, 2, 3, 4].map(() => buckets.take('a')))).toEqual([0, 0, 0, 2]);
  });
  it('AUTH-8 the bucket not used for longest is forgotten when there are too many', async () => {
    const buckets = createTokenBuckets({ capacity: 1, secondsPerToken: 60 }, () => 0, 2);
    for (const key of ['a', 'b', 'c']) await buckets.take(key);
    expect(await Promise.all([buckets.take('b'), buckets.take('c'), buckets.take('a')])).toEqual([60, 60, 0]);
  });
  it('AUTH-8 a clock that is set back takes no tokens away', async () => {
    let now = 10_000;
    const buckets = createTokenBuckets({ capacity: 1, secondsPerToken: 1 }, () => now);
    await buckets.take('a');
    now = 0;
    expect(await buckets.take('a')).toBe(1);
  });
});

it.each([
  [' Alice ', 'Alice'],
  ['Zoe\u0308', 'Zo\u00eb'],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['😀'.repeat(80), '😀'.repeat(80)],
  ['', undefined],
  [' \t ', undefined],
  ['x'.repeat(81), undefined],
  ['a\u0000b', undefined],
  ['a\u2028b', undefined],
  ['evil\u202e', undefined],
  ['\u200b', undefined],
  ['\ud800', undefined],
  ['\u3164', undefined],
  ['\u2800 \u115f', undefined],
  ['\u200d\u0301', undefined],
  ['pay\u00adpal', undefined],
  ['\u061cx', undefined],
  ['நண்பர்', 'நண்பர்'],
  ['❤️', '❤️'],
])('AUTH-3 the name %j is kept as %j', (given, kept) => {
  expect(parsePersonName(given)).toBe(kept);
});

it.each([
  [{ origin: 'http://localhost:3000', host: 'localhost:3000' }, undefined, true],
  [{ origin: 'http://chat.example.org', host: 'Chat.Example.org' }, undefined, true],
  [{ origin: 'https://chat.example.org', host: 'chat.example.org' }, undefined, false],
  [{ origin: 'https://chat.example.org', host: 'chat.example.org', 'x-forwarded-proto': 'https' }, undefined, false],
  [{ origin: 'http://localhost:3001', host: 'localhost:3000' }, undefined, false],
  [{ origin: 'null', host: 'null' }, undefined, false],
  [{ origin: 'http://localhost:3000' }, undefined, false],
  [{ origin: 'http://inner:3000', host: 'inner:3000' }, 'https://chat.example.org', false],
  [{ origin: 'https://chat.example.org', host: 'inner:3000' }, 'https://chat.example.org', true],
  [{ origin: 'http://chat.example.org', host: 'inner:3000' }, 'https://chat.example.org', false],
  [{ 'sec-fetch-site': 'same-origin', cookie: 'a' }, undefined, true],
  [{ 'sec-fetch-site': 'cross-site' }, undefined, false],
  [{ 'sec-fetch-site': 'same-site', authorization: 'Bearer x' }, undefined, false],
  [{ cookie: 'a' }, undefined, false],
  [{ cookie: 'a', authorization: 'Bearer x' }, undefined, true],
  [{ authorization: 'Bearer x' }, undefined, true],
  [{}, undefined, true],
])('HTTP-1 %j with the origin %s may send: %s', (headers, own, may) => {
  expect(maySend({ own }, new Headers(headers))).toBe(may);
});

it.each([
  [{ origin: 'https://chat.example.org', host: 'chat.example.org', 'x-forwarded-proto': 'https' }, true],
  [{ origin: 'https://chat.example.org', host: 'chat.example.org', 'x-forwarded-proto': 'http, https' }, true],
  [{ origin: 'http://chat.example.org', host: 'chat.example.org', 'x-forwarded-proto': 'https' }, false],
  [{ origin: 'https://chat.example.org', host: 'chat.example.org' }, false],
  [{ origin: 'https://chat.example.org:444', host: 'chat.example.org', 'x-forwarded-proto': 'https' }, false],
])('HTTP-1 behind a trusted proxy %j may send: %s', (headers, may) => {
  expect(maySend({ own: undefined, trustProxy: true }, new Headers(headers))).toBe(may);
});

it.each([
  ['192.0.2.7', undefined, false, '192.0.2.7'],
  ['::ffff:192.0.2.7', undefined, false, '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', undefined, false, '2001:db8:1:2::'],
  ['2001:db8::6', undefined, false, '2001:db8:0:0::'],
  ['::1', undefined, false, '0:0:0:0::'],
  ['127.0.0.1', '1.1.1.1, 192.0.2.9', false, '127.0.0.1'],
  ['127.0.0.1', '1.1.1.1, 192.0.2.9', true, '192.0.2.9'],
  ['127.0.0.1', '', true, '127.0.0.1'],
  [undefined, undefined, true, 'unknown'],
])('AUTH-8 the address of %s with %s (proxy: %s) is %s', (peer, forwarded, proxy, address) => {
  expect(addressOf(peer, forwarded, proxy)).toBe(address);
});

it('LOG-1 what was thrown is logged without what people wrote', () => {
  const lines: string[] = [];
  const log = createLog(
    'info',
    (line) => lines.push(line),
    () => 0,
  );
  log.debug('hidden');
  try {
    JSON.parse('my secret diary');
  } catch (error) {
    log.error('broken', { error, count: 2 });
  }
  log.warn('mail', { error: new Error('no user alice@example.org with token abcdefghijklmnopqrstuvwxyz0123') });
  log.warn('odd', { error: { text: 'my secret diary' } });
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toMatch(/diary|alice|example\.org|abcdefghijklmnop/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', event: 'broken', count: 2 });
});

it('RUN-3 an echo of the signal is not a second one', () => {
  let now = 0;
  const listeners: (() => void)[] = [];
  const heard: string[] = [];
  onStopSignals(
    { on: (_signal, listener) => listeners.push(listener) },
    () => now,
    () => heard.push('stop'),
    () => heard.push('end'),
  );
  const signal = () => listeners[0]?.();
  signal();
  now = 100;
  signal();
  expect(heard).toEqual(['stop']);
  now = 1_000;
  signal();
  expect(heard).toEqual(['stop', 'end']);
});

it('SETUP-2 the link works once, and again when the try failed', () => {
  const link = createSetupLink();
  expect([link.claim('x'), link.claim(link.token), link.claim(link.token)]).toEqual([false, true, false]);
  link.release();
  expect(link.claim(link.token)).toBe(true);
});

it('TOKEN-2 no part of a sync token can be changed', () => {
  let now = 0;
  const tokens = createSyncTokens(new Uint8Array(32), () => now);
  const grant: SyncGrant = {
    userId: 'alice' as SyncGrant['userId'],
    sessionId: 's',
    document: undefined,
    access: 'read',
    clientId: 1024 * 2 ** 22 + 7,
  };
  const token = tokens.make(grant);
  expect(tokens.verify(token)).toEqual(grant);
  for (let i = 0; i < token.length; i++) {
    const other = token[i] === 'A' ? 'B' : 'A';
    const changed = token.slice(0, i) + other + token.slice(i + 1);
    // The last letter of base64 may carry bits that mean nothing; it then is the same signature.
    if (i === token.length - 1) continue;
    expect(tokens.verify(changed)).toBe(undefined);
  }
  expect(createSyncTokens(new Uint8Array(32).fill(1), () => now).verify(token)).toBe(undefined);
  for (const bad of ['', '.', 'st1..', `${token}.x`, 'st1.e30.e30']) expect(tokens.verify(bad)).toBe(undefined);
  now = 5 * 60_000;
  expect(tokens.verify(token)).toBe(undefined);
});

describe('frames of stock clients', () => {
  const DOCUMENT = [1, 100];
  it.each([
    ['sync', [0, 9, 9], [...DOCUMENT, 0, 9, 9]],
    ['query awareness', [3], [...DOCUMENT, 3]],
    ['auth', [2, 0, 1, 97], undefined],
    ['stateless', [5, 1, 97], undefined],
    ['a type of tomorrow', [99, 1], undefined],
    ['awareness of others', [1, 5, 1, 8, 1, 1, 97], undefined],
    ['awareness of nobody', [1, 1, 0], undefined],
    ['own awareness among others', [1, 9, 2, 8, 1, 1, 97, 7, 3, 1, 98], [...DOCUMENT, 1, 5, 1, 7, 3, 1, 98]],
  ])('STOCK-4 to the server: %s', (_name, frame, passed) => {
    const result = towardsServer(Uint8Array.from(frame), 'd', 7);
    expect(result && [...result]).toEqual(passed);
  });
  it.each([[[]], [[1]], [[1, 200]], [[1, 2, 1, 8]]])('STOCK-4 malformed %j throws', (frame) => {
    expect(() => towardsServer(Uint8Array.from(frame), 'd', 7)).toThrow();
  });
  it.each([
    ['sync reply', [4, 1, 2], { kind: 'send', frame: Uint8Array.of(0, 1, 2) }],
    ['authenticated', [2, 2, 1, 97], { kind: 'drop' }],
    ['denied', [2, 1, 1, 97], { kind: 'denied', reason: 'a', frame: Uint8Array.of(2, 0, 1, 97) }],
    ['stateless', [5, 1, 97], { kind: 'stateless', text: 'a' }],
    ['saved', [8, 1], { kind: 'drop' }],
    ['not saved', [8, 0], { kind: 'unsaved' }],
    ['close', [7, 1, 97], { kind: 'closed', reason: 'a' }],
    ['ping', [9], { kind: 'drop' }],
  ])('STOCK-4 from the server: %s', (_name, frame, translated) => {
    expect(towardsClient(Uint8Array.from([...DOCUMENT, ...frame]))).toEqual(translated);
  });
});
