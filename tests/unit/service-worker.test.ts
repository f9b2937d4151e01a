import { globSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';

it('CODE-6 only the one scope casts the service worker’s own and listens to it', () => {
  const parts = globSync('client/{service-worker,push/worker,files/worker,files/share}/*.ts');
  expect(parts).toContain('client/service-worker/outbox-sync.ts');
  const casting = parts.filter((file) =>
    /\b(globalThis|self)\b|(?<!signal\.)\baddEventListener\(|as unknown as|\bas \w*Event\b/.test(
      readFileSync(file, 'utf8'),
    ),
  );
  expect(casting).toEqual(['client/service-worker/scope.ts']);
});

/** A service worker's scope with these tabs; what is heard is dispatched to it. */
const worker = (tabs: readonly { postMessage: (message: unknown) => void }[]) => {
  const target = new EventTarget();
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
  vi.stubGlobal('clients', { matchAll: async () => tabs });
  vi.stubGlobal('location', { origin: 'https://chat.example' });
  vi.resetModules();
  onTestFinished(() => void vi.unstubAllGlobals());
  return target;
};

it('CODE-6 the network that is back wakes all tabs, by its own tag only, and the worker lives until then', async () => {
  const woken: unknown[] = [];
  const tabs = [1, 2].map((tab) => ({ postMessage: (message: unknown) => woken.push([tab, message]) }));
  const target = worker(tabs);
  await import('../../client/service-worker/outbox-sync.ts');
  const sync = (tag: string): Promise<unknown> => {
    let work: Promise<unknown> = Promise.reject(new Error('The worker may end.'));
    work.catch(() => undefined);
    const waitUntil = (given: Promise<unknown>) => {
      work = given;
    };
    target.dispatchEvent(Object.assign(new Event('sync'), { tag, waitUntil }));
    return work;
  };
  await sync('skerry-push');
  expect(woken).toEqual([]);
  await sync('skerry-outbox');
  expect(woken).toEqual([
    [1, { wake: true }],
    [2, { wake: true }],
  ]);
});

it('CODE-6 a request is answered by the part it is for, and only of this origin', async () => {
  const target = worker([]);
  const { onFetch } = await import('../../client/service-worker/scope.ts');
  onFetch((_, path) => (path === '/share' ? Promise.resolve(new Response('shared')) : undefined));
  const ask = (url: string): Promise<Response> | undefined => {
    let answer: Promise<Response> | undefined;
    const respondWith = (given: Promise<Response>) => {
      answer = given;
    };
    target.dispatchEvent(Object.assign(new Event('fetch'), { request: new Request(url), respondWith }));
    return answer;
  };
  expect(await (await ask('https://chat.example/share'))?.text()).toBe('shared');
  expect(ask('https://chat.example/files/x')).toBeUndefined();
  expect(ask('https://evil.example/share')).toBeUndefined();
});
