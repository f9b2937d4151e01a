import { expect, it, onTestFinished } from 'vitest';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { PutPushDevice } from '../../shared/protocol/push.ts';
import { eventually } from '../support/eventually.ts';
import { type Member, makeDirect, makeGroup } from '../support/members.ts';
import { PushService, readVapid, type Subscription, subscriptionAt } from '../support/push-service.ts';
import { peopleOf, send } from './people.ts';
import { codeOf, type Running, type RunOptions, run, signUp } from './running-server.ts';

const HOUR = 3_600_000;
let subscribed = 0;

const begin = async (options: RunOptions = {}) => {
  const service = await PushService.start();
  onTestFinished(() => service.stop());
  const clock = { ahead: 0 };
  const server = await run({
    ...options,
    surroundings: { pushServices: [service.origin], now: () => Date.now() + clock.ahead, ...options.surroundings },
  });
  return { service, server, clock };
};

const keyOf = async (who: Member): Promise<string> => (await (await who.get('/api/push')).json()).key;

const subscribe = async (
  server: Running,
  service: PushService,
  who: Member,
  more: Partial<PutPushDevice> = {},
): Promise<Subscription> => {
  const made = service.subscribe(`${who.userId}/${++subscribed}`);
  const { open: _open, ...device } = made;
  const body = { ...device, key: await keyOf(who), content: 'full', zone: 'UTC', ...more };
  expect(await send(server, who, 'PUT', '/api/push/device', body)).toBe(204);
  return made;
};

const say = async (who: Member, chapter: string, text: string) => {
  const document = await who.open(chapter);
  const writer = who.writer();
  const { id, update } = writer.message(text);
  expect(await document.push(update)).toBe('saved');
  return id;
};

it('PUSH-1 a message reaches a subscribed device encrypted and signed, with ids, reason and its entry', async () => {
  const { service, server } = await begin();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  const id = await say(alice, group.chapter, 'hello');
  const message = await service.message(subscription);
  expect(message).toMatchObject({
    account: bob.number,
    conversation: group.id,
    id,
    chapter: 0,
    seq: 1,
    by: alice.number,
    reason: 'message',
    count: 1,
  });
  const envelope = decodeEnvelope(Buffer.from(message.entry ?? '', 'base64'));
  expect(Buffer.from(envelope?.body ?? []).toString()).toContain('hello');
  const [request] = service.to(subscription);
  expect(request?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '2419200', urgency: 'high' });
  expect(request?.headers.topic).toMatch(/^[\w-]{32}$/);
  const { key, claims } = readVapid(request?.headers.authorization);
  expect([key, claims]).toEqual([await keyOf(bob), expect.objectContaining({ aud: service.origin })]);
  // Its author is told nothing, and nobody is told twice.
  await say(alice, group.chapter, 'again');
  expect(await service.message(subscription, 2)).toMatchObject({ seq: 2, count: 2 });
  expect(service.received).toHaveLength(2);
});

it('PUSH-2 a device chooses how much a push holds, and the server leaves the rest out', async () => {
  const { service, server } = await begin();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  const subscriptions = [
    await subscribe(server, service, bob, { content: 'name' }),
    await subscribe(server, service, carol, { content: 'nothing' }),
  ];
  await say(alice, group.chapter, 'secret words');
  for (const one of subscriptions) expect((await service.message(one)).entry).toBeUndefined();
});

it('PUSH-3 a long message arrives without its entry, which the device fetches', async () => {
  const { service, server } = await begin();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  const id = await say(alice, group.chapter, '\u{1f469}\u{200d}\u{1f680}'.repeat(400));
  const message = await service.message(subscription);
  expect(message).toMatchObject({ id, chapter: 0 });
  expect(message.entry).toBeUndefined();
  const path = `/api/push/messages/${group.id}/0/${id}`;
  const answer = await (await bob.get(path)).json();
  expect(Buffer.from(answer.entry, 'base64').toString()).toContain('\u{1f680}');
  expect((await carol.get(path)).status).toBe(404);
  for (const wrong of [`${group.id}/7/${id}`, `${group.id}/0/nothing`, `nothing/0/${id}`, `${group.id}/-1/${id}`])
    expect((await bob.get(`/api/push/messages/${wrong}`)).status).toBe(404);
});

it('PUSH-4 a person who uses one of their devices now is told by no push until that ends', async () => {
  const { service, server, clock } = await begin();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  expect(await (await bob.post('/api/push/active', {})).json()).toEqual({ devices: 1 });
  await say(alice, group.chapter, 'first');
  await say(alice, group.chapter, 'second');
  await bob.post('/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] });
  expect(service.received).toHaveLength(0);
  clock.ahead += 80_000;
  await say(alice, group.chapter, 'third');
  expect(await service.message(subscription)).toMatchObject({ seq: 3, count: 2 });
});

it('PUSH-5 levels, mutes by duration and do not disturb are kept by the server, whatever a device’s clock says', async () => {
  const { service, server, clock } = await begin();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  const level = (body: object) =>
    send(server, bob, 'PUT', '/api/push/levels', { levels: [{ conversationId: group.id, ...body }] });
  expect(await level({ mutedFor: HOUR })).toBe(204);
  await say(alice, group.chapter, 'muted');
  clock.ahead += HOUR + 1;
  await eventually('the first decision', async () => (service.received.length === 0 ? true : undefined));
  await say(alice, group.chapter, 'after an hour');
  expect(await service.message(subscription)).toMatchObject({ seq: 2 });
  expect(await level({ mentionsOnly: true })).toBe(204);
  await say(alice, group.chapter, 'nothing for bob');
  expect(await level({ mentionsOnly: false })).toBe(204);
  expect(await send(server, bob, 'PUT', '/api/push/quiet', { pausedFor: HOUR })).toBe(204);
  await say(alice, group.chapter, 'paused');
  expect(await send(server, bob, 'PUT', '/api/push/quiet', { pausedFor: 0 })).toBe(204);
  await say(alice, group.chapter, 'heard');
  expect((await service.message(subscription, 2)).seq).toBeGreaterThanOrEqual(4);
  for (const wrong of [{ pausedFor: -1 }, { hours: { from: 0, to: 1441 } }, { hours: 1 }, { more: 1 }])
    expect(await send(server, bob, 'PUT', '/api/push/quiet', wrong)).toBe(400);
});

it('PUSH-6 a subscription ends with 404 and 410, with its session, and with its account', async () => {
  const { service, server } = await begin();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  await subscribe(server, service, bob);
  await subscribe(server, service, carol);
  const isOn = async (who: Member) => (await (await who.get('/api/push')).json()).on;
  service.answer = 410;
  await say(alice, group.chapter, 'hello');
  await eventually('the end', async () => ((await isOn(bob)) || (await isOn(carol)) ? undefined : true));
  service.answer = 201;
  const again = await subscribe(server, service, bob);
  await bob.post('/api/auth/sign-out', {});
  await say(alice, group.chapter, 'after signing out');
  const witness = await subscribe(server, service, carol);
  await say(alice, group.chapter, 'for carol');
  await service.message(witness);
  expect(service.to(again)).toHaveLength(0);
});

it('PUSH-7 what a service refuses is shown to administrators only, and what it postpones waits', async () => {
  const { service, server, clock } = await begin();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  service.answer = (response) => response.writeHead(403).end('bad\u0007 key '.repeat(500));
  await say(alice, group.chapter, 'refused');
  await eventually('the log', async () => server.lines.find((line) => line.includes('push-refused')));
  expect((await bob.get('/api/administration/push')).status).toBe(403);
  service.answer = (response) => response.writeHead(429, { 'retry-after': '600' }).end();
  await say(alice, group.chapter, 'postponed');
  await eventually('the second', async () => service.to(subscription)[1]);
  service.answer = 201;
  await say(alice, group.chapter, 'still waiting');
  clock.ahead += 500_000;
  await say(alice, group.chapter, 'still');
  expect(service.to(subscription)).toHaveLength(2);
  clock.ahead += 300_000;
  await say(alice, group.chapter, 'at last');
  expect(await service.message(subscription, 3)).toMatchObject({ seq: 5 });
});

it('PUSH-8 a service that hangs, or answers without an end, holds up nobody else', async () => {
  const { service, server } = await begin();
  const other = await PushService.start();
  onTestFinished(() => other.stop());
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  await subscribe(server, service, bob);
  const quick = await subscribe(server, service, carol);
  service.answer = (response) => {
    if (service.received.at(-1)?.path.startsWith(`/${bob.userId}`)) return;
    response.writeHead(201).end();
  };
  for (let i = 1; i <= 3; i++) {
    await say(alice, group.chapter, `message ${i}`);
    expect(await service.message(quick, i)).toMatchObject({ seq: i });
  }
});

it('PUSH-9 a push closes what was read elsewhere since', async () => {
  const { service, server } = await begin();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const second = await makeGroup(alice, bob);
  const subscription = await subscribe(server, service, bob);
  await say(alice, group.chapter, 'one');
  await service.message(subscription);
  await bob.post('/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] });
  await say(alice, second.chapter, 'two');
  expect((await service.message(subscription, 2)).read).toEqual([[group.id, 1]]);
  await say(alice, second.chapter, 'three');
  expect((await service.message(subscription, 3)).read).toBeUndefined();
});

it('PUSH-10 a server with another key forgets addresses made with the one before, and tells devices', async () => {
  const { service, server } = await begin();
  const [alice] = await peopleOf(server, 'alice');
  const state = await (await alice.get('/api/push')).json();
  expect(state).toEqual({ key: expect.stringMatching(/^[\w-]{87}$/), on: false });
  const { open: _open, ...device } = service.subscribe('alice');
  const body = { ...device, content: 'full', zone: 'UTC' };
  const stale = Buffer.from(Buffer.alloc(65, 4)).toString('base64url');
  expect(await send(server, alice, 'PUT', '/api/push/device', { ...body, key: stale })).toBe(409);
  expect(await send(server, alice, 'PUT', '/api/push/device', { ...body, key: state.key })).toBe(204);
  expect(await (await alice.get('/api/push')).json()).toEqual({ ...state, on: true, content: 'full' });
});

it('PUSH-11 another person in the same browser takes the address along only with its secrets', async () => {
  const { service, server } = await begin();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(carol, alice, bob);
  const shared = await subscribe(server, service, alice);
  const { open: _open, ...device } = shared;
  const body = { ...device, key: await keyOf(bob), content: 'full', zone: 'UTC' };
  const auth = service.subscribe('x').auth;
  expect(await send(server, bob, 'PUT', '/api/push/device', { ...body, auth })).toBe(409);
  expect(await send(server, bob, 'PUT', '/api/push/device', body)).toBe(204);
  expect((await (await alice.get('/api/push')).json()).on).toBe(false);
  await say(carol, group.chapter, 'for both');
  expect(await service.message(shared)).toMatchObject({ account: bob.number });
  expect(service.received).toHaveLength(1);
});

it('PUSH-12 a stranger is announced once, and a group request not at all', async () => {
  const { service, server } = await begin({ config: { groupRequests: true } });
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const subscription = await subscribe(server, service, bob);
  const group = await makeGroup(alice, bob);
  await say(alice, group.chapter, 'join us');
  const direct = await makeDirect(alice, bob);
  await say(alice, direct.chapter, 'hi');
  expect(await service.message(subscription)).toMatchObject({ conversation: direct.id, reason: 'request' });
  await say(alice, direct.chapter, 'are you there?');
  expect(service.received).toHaveLength(1);
});

it('PUSH-13 endpoints that are not public services are refused, and connections to private addresses too', async () => {
  const server = await run();
  const somebody = await signUp(server, 'Mallory');
  const { key } = (await somebody.ask('GET', '/api/push')).json ?? {};
  const { open: _open, endpoint: _endpoint, ...keys } = subscriptionAt('https://push.example.com');
  const put = (endpoint: unknown, more: object = {}) =>
    somebody.ask('PUT', '/api/push/device', { endpoint, ...keys, key, content: 'full', zone: 'UTC', ...more });
  for (const endpoint of [
    'http://push.example.com/x',
    'https://localhost/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://database.internal/x',
    'https://intranet/x',
    'https://user:secret@push.example.com/x',
    'https://push.example.com/#x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    `https://push.example.com/${'x'.repeat(1_100)}`,
    '',
    7,
    null,
  ])
    expect([endpoint, codeOf(await put(endpoint))]).toEqual([endpoint, 'invalid']);
  for (const more of [{ zone: 'Nowhere/City' }, { content: 'all' }, { p256dh: 'x' }, { auth: '' }, { extra: 1 }])
    expect(codeOf(await put('https://push.example.com/x', more))).toBe('invalid');
  expect((await put('https://push.example.com/x')).status).toBe(204);
  // Two sessions cannot have one address with different secrets.
  const other = await signUp(server, 'Eve');
  const stolen = { ...subscriptionAt('https://push.example.com'), endpoint: 'https://push.example.com/x' };
  const { open: _key, ...body } = stolen;
  const answer = await other.ask('PUT', '/api/push/device', { ...body, key, content: 'full', zone: 'UTC' });
  expect(codeOf(answer)).toBe('id-taken');
});
