import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../sync-server/public-internet/public-address.ts';
import { createPostPush } from '../../sync-server/push/post-push.ts';
import { createPushAgents } from '../../sync-server/push/push-agents.ts';
import { createPublicLookup, parseEndpoint } from '../../sync-server/push/push-endpoint.ts';
import { backoffOf, outcomeOf } from '../../sync-server/push/push-outcome.ts';
import { createServiceQueues } from '../../sync-server/push/service-queues.ts';
import { makeVapidKey } from '../../sync-server/push/vapid-key.ts';
import { PushService } from '../support/push-service.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const answer = (status: number, retryAfter?: string) => outcomeOf({ status, text: 'x', retryAfter }, NOW);

describe('PUSH-7 every answer of a push service', () => {
  it.each([
    [200, 'sent'],
    [201, 'sent'],
    [202, 'sent'],
    [404, 'gone'],
    [410, 'gone'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [301, 'refused'],
    [413, 'too-large'],
    [429, 'wait'],
    [408, 'wait'],
    [500, 'wait'],
    [503, 'wait'],
    [0, 'wait'],
  ])('PUSH-7 %d: %s', (status, kind) => {
    expect(answer(status).kind).toBe(kind);
  });

  it.each([
    ['120', 120_000],
    ['Mon, 30 Nov 2026 12:05:00 GMT', 300_000],
    ['Mon, 30 Nov 2026 11:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', undefined],
    ['9'.repeat(400), undefined],
  ])('PUSH-7 waits as long as it is asked to: %s', (header, after) => {
    expect(answer(429, header)).toMatchObject({ kind: 'wait', after });
  });

  it('PUSH-7 a wait grows, is never shorter than asked and never longer than a day and a quarter', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.option(fc.nat(), { nil: undefined }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (n, after, r) => {
          const wait = backoffOf(n, after, r);
          expect(wait).toBeGreaterThanOrEqual(Math.min(after ?? 0, 24 * 3_600_000));
          expect(wait).toBeGreaterThanOrEqual(30_000);
          expect(wait).toBeLessThanOrEqual(30 * 3_600_000);
        },
      ),
    );
  });
});

describe('PUSH-13 only public services are connected to', () => {
  it.each([
    ['8.8.8.8', true],
    ['2a00:1450:4001:80b::200e', true],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['127.9.9.9', false],
    ['169.254.169.254', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['0.0.0.0', false],
    ['::1', false],
    ['::', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['2001:0:4136:e378::', false],
    ['fc00::1', false],
    ['fe80::1', false],
    ['ff02::1', false],
    ['example.org', false],
    ['', false],
  ])('PUSH-13 %s: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });

  it('PUSH-13 never throws for an endpoint, and takes none that is not https', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        const url = parseEndpoint(text);
        if (url !== undefined) expect(url.protocol).toBe('https:');
      }),
    );
  });

  it('PUSH-13 a name with one address inside is not connected to, and no thread of the system waits for names', () => {
    const looked = (addresses: string[]): Promise<unknown> =>
      new Promise((resolve) =>
        createPublicLookup(async () => addresses)('push.example', { all: true }, (error, found) =>
          resolve(error === null ? found : error.name),
        ),
      );
    return Promise.all([
      expect(looked(['8.8.8.8', '10.0.0.1'])).resolves.toBe('PrivateAddressError'),
      expect(looked([])).resolves.toBe('PrivateAddressError'),
      expect(looked(['8.8.8.8', '2a00:1450:4001:80b::200e'])).resolves.toEqual([
        { address: '8.8.8.8', family: 4 },
        { address: '2a00:1450:4001:80b::200e', family: 6 },
      ]),
    ]);
  });

  it('PUSH-8 services that nobody knows keep no connection, and none of the well-known ones', () => {
    const agents = createPushAgents();
    const of = (host: string) => agents.agentFor(new URL(`https://${host}/x`));
    const known = of('fcm.googleapis.com');
    for (const host of ['updates.push.services.mozilla.com', 'web.push.apple.com', 'wns2-par02p.notify.windows.com'])
      expect(of(host)).toBe(known);
    for (const host of [
      'a.example',
      'fcm.googleapis.com.a.example',
      'a-fcm.googleapis.com',
      'fcm.googleapis.com:8443',
    ]) {
      expect(of(host)).not.toBe(known);
      expect(of(host)).toMatchObject({ maxTotalSockets: 64, options: { keepAlive: false } });
    }
    expect(known).toMatchObject({ maxTotalSockets: Number.POSITIVE_INFINITY, maxSockets: 16 });
    agents.close();
  });

  it('PUSH-13 an endpoint on this machine is never connected to, whatever led to it', async () => {
    const service = await PushService.start();
    const post = createPostPush([], 2_000);
    try {
      const { port } = new URL(service.origin);
      for (const host of ['127.0.0.1', 'localhost', 'localhost.localdomain', 'ip6-localhost.example.'])
        expect((await post(`https://${host}:${port}/x`, { headers: {}, body: Buffer.of(1) })).status).not.toBe(201);
      expect(service.received).toEqual([]);
    } finally {
      post.close();
      await service.stop();
    }
  });

  it('PUSH-13 an endless answer is not read, and one that never comes ends the attempt', async () => {
    const service = await PushService.start();
    const post = createPostPush([service.origin], 500);
    try {
      service.answer = (response) => {
        response.writeHead(400);
        const write = (error?: Error | null): void => {
          if (error == null && !response.destroyed)
            response.write('x'.repeat(65_536), (failed) => setImmediate(write, failed));
        };
        write();
      };
      const long = await post(`${service.origin}/x`, { headers: {}, body: Buffer.of(1) });
      expect([long.status, long.text.length]).toEqual([400, 300]);
      service.answer = () => undefined;
      expect(await post(`${service.origin}/x`, { headers: {}, body: Buffer.of(1) })).toEqual({
        status: 0,
        text: 'timeout',
      });
    } finally {
      post.close();
      await service.stop();
    }
  });
});

describe('PUSH-8 services wait for themselves only', () => {
  it('PUSH-8 a silent service is left alone for a while, the others go on', async () => {
    let now = 0;
    const queued = createServiceQueues(() => now);
    const tried: string[] = [];
    const attempt = (endpoint: string, isSilent: boolean) =>
      queued(
        endpoint,
        async () => {
          tried.push(endpoint);
          return isSilent;
        },
        (silent) => silent,
      );
    for (let i = 0; i < 5; i++) await attempt('https://silent.example/x', true);
    expect(await attempt('https://silent.example/y', true)).toBeUndefined();
    expect(tried).toHaveLength(3);
    expect(await attempt('https://other.example/x', false)).toBe(false);
    now += 60_001;
    expect(await attempt('https://silent.example/x', false)).toBe(false);
    expect(await attempt('https://silent.example/x', false)).toBe(false);
  });

  it('PUSH-8 no more than eight attempts of a service run at a time, and all have their turn', async () => {
    const queued = createServiceQueues(() => 0);
    let running = 0;
    let most = 0;
    const all = Array.from({ length: 50 }, () =>
      queued(
        'https://push.example/x',
        async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return true;
        },
        () => false,
      ),
    );
    expect((await Promise.all(all)).every(Boolean)).toBe(true);
    expect(most).toBe(8);
  });
});

it('PUSH-10 the key is made from the secret alone, so that a backup brings it back', () => {
  const seed = Buffer.from('the same secret');
  expect(makeVapidKey(seed)).toEqual(makeVapidKey(seed));
  expect(makeVapidKey(seed).publicKey).not.toBe(makeVapidKey(Buffer.from('another')).publicKey);
  expect(Buffer.from(makeVapidKey(seed).publicKey, 'base64url')).toHaveLength(65);
});
