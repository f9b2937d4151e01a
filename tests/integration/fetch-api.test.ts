import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createFetchApi } from '../../client/replica/network/fetch-api.ts';

const PAGE = { epoch: 'e', since: 0, cursor: 1, at: 1, people: [], conversations: [], more: false };

/** A network that answers every request in one way. */
const network = async (answer: (response: ServerResponse, method: string) => void) => {
  const server = createServer((request, response) => {
    request.resume();
    answer(response, request.method ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return createFetchApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
};
const OFFLINE = { ok: false, error: { kind: 'offline', retry: true } };

it.each([
  ['before its headers', () => undefined],
  ['in its body', (response: ServerResponse) => response.writeHead(200).write('{"epoch":')],
])('NET-1 a request that hangs %s ends by itself', async (_, hang) => {
  const api = await network(hang);
  expect(await api.feed(0)).toEqual(OFFLINE);
});

it('NET-2 a request that hangs ends as soon as its caller gives it up', async () => {
  const api = await network((response) => response.writeHead(200).write('{'));
  const caller = new AbortController();
  const asked = api.feed(0, undefined, { signal: caller.signal, onProgress: () => caller.abort() });
  expect(await asked).toEqual(OFFLINE);
});

it('NET-1 a page that trickles on a slow line arrives, and each part of it is progress', async () => {
  const api = await network((response) => {
    const rest = [...JSON.stringify(PAGE)];
    response.writeHead(200);
    const write = () => {
      const next = rest.splice(0, 20).join('');
      if (next === '') response.end();
      else response.write(next, () => setTimeout(write, 20));
    };
    write();
  });
  let parts = 0;
  const result = await api.feed(0, undefined, { signal: new AbortController().signal, onProgress: () => parts++ });
  expect(result).toEqual({ ok: true, value: PAGE });
  expect(parts).toBeGreaterThan(2);
});

it.each([
  ['a page with 200', 200, '<!doctype html><title>Please accept our terms</title>'],
  ['a page with 401', 401, '<!doctype html><title>Proxy authentication</title>'],
  ['a page with 511', 511, '<!doctype html>'],
  ['nothing with 200', 200, ''],
  ['JSON of its own', 200, '{"portal":true}'],
])('NET-6 %s of a captive portal counts as no network', async (_, status, text) => {
  const api = await network((response) => response.writeHead(status).end(text));
  expect(await api.feed(0)).toEqual(OFFLINE);
  expect(await api.me()).toEqual(OFFLINE);
  if (text !== '{"portal":true}') expect(await api.removeMember('g', 'u')).toEqual(OFFLINE);
});
