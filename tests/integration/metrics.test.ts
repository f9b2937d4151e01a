import { expect, it } from 'vitest';
import { mayReadMetrics } from '../../sync-server/http/metrics.ts';
import { makeGroup } from '../support/members.ts';
import { peopleOf } from './people.ts';
import { asking, run } from './running-server.ts';

const TOKEN = 'a token of twenty-four'.replaceAll(' ', '-');

const valueIn = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  );

it('OPS-13 metrics say how much there is, how long it takes and what is refused, and name nobody', async () => {
  const server = await run();
  const [alice, mallory] = await peopleOf(server, 'Alice', 'Mallory');
  const group = await makeGroup(alice);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  for (const word of ['one', 'two']) expect(await chapter.push(writer.message(word).update)).toBe('saved');
  expect(await chapter.push(mallory.writer().message('forged').update)).toBe('not-your-client-id');
  const ask = asking(server);
  const { status, headers, text } = await ask('GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(valueIn(text, 'skerry_ack_seconds_count')).toBe(3);
  expect(valueIn(text, 'skerry_apply_seconds_count')).toBe(2);
  expect(valueIn(text, 'skerry_journal_seconds_count')).toBeGreaterThanOrEqual(2);
  expect(valueIn(text, 'skerry_refusals_total{rule="ADM-3"}')).toBe(1);
  expect(valueIn(text, 'skerry_sockets')).toBe(2);
  expect(valueIn(text, 'skerry_connections')).toBe(1);
  expect(valueIn(text, 'skerry_open_documents')).toBeGreaterThanOrEqual(1);
  expect(valueIn(text, 'skerry_ready')).toBe(1);
  expect(valueIn(text, 'skerry_disk_free_bytes')).toBeGreaterThan(0);
  for (const name of ['skerry_journal_waiting', 'skerry_documents_to_compact', 'skerry_file_bytes'])
    expect(valueIn(text, name)).toBe(0);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^skerry_http_seconds_count\{method="POST",status="2xx"\} /m);
  expect(text).not.toContain(alice.userId);
  expect(text).not.toContain(group.id);
});

it('OPS-14 only this machine reads the metrics, or whoever has the token', async () => {
  const open = asking(await run());
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    expect((await open('GET', '/metrics', undefined, { [name]: '127.0.0.1' })).status).toBe(404);
  const guarded = asking(await run({ config: { metricsToken: TOKEN } }));
  expect((await guarded('GET', '/metrics')).status).toBe(404);
  for (const [given, status] of [
    [`Bearer ${TOKEN}`, 200],
    [`Bearer ${TOKEN}x`, 404],
    ['Bearer ', 404],
    [TOKEN, 404],
  ] as const)
    expect((await guarded('GET', '/metrics', undefined, { authorization: given, via: 'a proxy' })).status).toBe(status);
  const none = () => undefined;
  for (const [peer, may] of [
    ['127.0.0.1', true],
    ['::ffff:127.0.0.1', true],
    ['::1', true],
    ['192.0.2.7', false],
    ['::ffff:192.0.2.127', false],
    ['127.0.0.1.example.org', false],
    [undefined, false],
  ] as const)
    expect(mayReadMetrics(undefined, peer, none)).toBe(may);
});

it('LOG-2 each request has an id, in its answer and in its log lines', async () => {
  const server = await run({ config: { trustProxy: true } });
  const ask = asking(server);
  const linesOf = (id: string | null) =>
    server.lines.map((line) => JSON.parse(line)).filter(({ request }) => request === id);
  const own = (await ask('GET', '/api/me')).headers.get('x-request-id');
  expect(own).toMatch(/^[0-9a-f-]{36}$/);
  expect(linesOf(own)).toMatchObject([{ level: 'debug', event: 'request', method: 'GET', path: '/api/me' }]);
  const given = await ask('GET', '/api/me', undefined, { 'x-request-id': 'of-the-proxy-7' });
  expect(given.headers.get('x-request-id')).toBe('of-the-proxy-7');
  const odd = await ask('GET', '/api/me', undefined, { 'x-request-id': 'a "quoted" one' });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const untrusted = asking(await run());
  expect(
    (await untrusted('GET', '/api/me', undefined, { 'x-request-id': 'of-the-proxy-7' })).headers.get('x-request-id'),
  ).not.toBe('of-the-proxy-7');
});
