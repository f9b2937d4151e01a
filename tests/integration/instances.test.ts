import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Instance, startInstances } from '../support/instances.ts';
import { accountOf, join, type Member, makeGroup } from '../support/members.ts';
import { RawClient, type RawDocument } from '../support/raw-client.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { secretOf, totp } from '../support/totp.ts';

/** Generous for two busy cores. */
const SOON = { timeout: 20_000, interval: 10 };

let redis: RedisServer;
let all: Awaited<ReturnType<typeof startInstances>>;
beforeAll(async () => {
  redis = await startRedis();
  all = await startInstances(redis, 2);
}, 60_000);
afterAll(async () => {
  await all?.dispose();
  await redis?.stop();
});

const at = (index: number): Instance => {
  const instance = all.instances[index];
  if (instance === undefined) throw new Error('There are two.');
  return instance;
};

/** People who sign up at one instance, and close their sockets with the test. */
const person = async (index: number, name: string): Promise<Member> => {
  const member = await join(at(index), name);
  onTestFinished(() => member.client.close());
  return member;
};
/** The same person with a socket at another instance. */
const over = async (index: number, member: Member): Promise<RawClient> => {
  const { url, origin } = at(index);
  const client = await RawClient.connect(url, { cookie: member.cookie, origin });
  onTestFinished(() => client.close());
  return client;
};
const ask = (index: number, { cookie }: Pick<Member, 'cookie'>, method: string, path: string, body?: unknown) =>
  fetch(`${at(index).origin}${path}`, {
    method,
    headers: {
      cookie,
      origin: at(index).origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const follow = async (client: RawClient, member: Member): Promise<RawDocument> => {
  const account = await client.open(accountOf(member), member.token);
  account.stateless(JSON.stringify({ type: 'follow', since: 0 }));
  return account;
};
const messagesOf = (document: RawDocument): string[] => {
  const doc = new Y.Doc();
  for (const event of document.events)
    if (event.kind === 'update' || event.kind === 'step2') Y.applyUpdate(doc, event.update);
  return [...doc.getMap('messages').keys()];
};
const told = (document: RawDocument): string =>
  JSON.stringify(document.events.flatMap((event) => (event.kind === 'stateless' ? [event.message] : [])));

/** Whom a document shows as present: account numbers, and whether they type. */
const presentIn = (document: RawDocument): Record<number, boolean> => {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  for (const event of document.events)
    if (event.kind === 'awareness') applyAwarenessUpdate(awareness, event.update, null);
  const out: Record<number, boolean> = {};
  for (const state of awareness.getStates().values()) out[state.number] = state.typing;
  awareness.destroy();
  return out;
};
const says = (writer: ReturnType<Member['writer']>, number: number, typing: boolean): Uint8Array => {
  const awareness = new Awareness(writer.doc);
  awareness.setLocalState({ number, typing });
  const bytes = encodeAwarenessUpdate(awareness, [writer.doc.clientID]);
  awareness.destroy();
  return bytes;
};

it('INST-2 INST-5 people at different instances write, read, type and see each other as at one', async () => {
  const [alice, bob, carol] = [await person(0, 'alice'), await person(1, 'bob'), await person(1, 'carol')];
  const group = await makeGroup(alice, bob, carol);
  const [alices, bobs] = [await alice.open(group.chapter), await bob.open(group.chapter)];
  const [aliceFeed, carolFeed] = [await follow(alice.client, alice), await follow(carol.client, carol)];
  const first = alice.writer().message('from here');
  expect(await alices.push(first.update)).toBe('saved');
  await expect.poll(() => messagesOf(bobs), SOON).toEqual([first.id]);
  // The state of the other instance is known before this is written upon it.
  const second = bob.writer().message('from there');
  expect(await bobs.push(second.update)).toBe('saved');
  await expect.poll(() => messagesOf(alices), SOON).toContain(second.id);

  expect(
    (await ask(1, bob, 'POST', '/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] })).status,
  ).toBe(204);
  await expect.poll(() => told(aliceFeed), SOON).toContain('"read":1');

  const [alicesGroup, bobsGroup] = [await alice.open(group.conversation), await bob.open(group.conversation)];
  bobsGroup.awareness(says(bob.writer(), bob.number, false));
  await expect.poll(() => presentIn(alicesGroup), SOON).toEqual({ [bob.number]: false });
  alicesGroup.awareness(says(alice.writer(), alice.number, true));
  await expect.poll(() => presentIn(bobsGroup), SOON).toMatchObject({ [alice.number]: true });
  // Carol sees in her list what Alice types at the other instance.
  await expect.poll(() => told(carolFeed), SOON).toContain('"typing":true');
  alice.client.close();
  await expect.poll(() => presentIn(bobsGroup), SOON).toEqual({ [bob.number]: false });
});

const closedIn = (document: RawDocument): string[] =>
  document.events.flatMap((event) => (event.kind === 'closed' ? [event.reason] : []));

it('INST-1 PERM-9 whoever is removed at one instance is cut off at the other, and nobody else', async () => {
  const [alice, bob, carol] = [await person(0, 'alice'), await person(1, 'bob'), await person(1, 'carol')];
  const group = await makeGroup(alice, bob, carol);
  const [bobs, bobsGroup, carols] = [
    await bob.open(group.chapter),
    await bob.open(group.conversation),
    await carol.open(group.chapter),
  ];
  const removed = await ask(0, alice, 'DELETE', `/api/conversations/${group.id}/members/${bob.userId}`);
  expect(removed.ok).toBe(true);
  await expect.poll(() => [closedIn(bobs), closedIn(bobsGroup)], SOON).toEqual([['not-a-member'], ['not-a-member']]);
  const after = alice.writer().message('without Bob');
  expect(await (await alice.open(group.chapter)).push(after.update)).toBe('saved');
  await expect.poll(() => messagesOf(carols), SOON).toContain(after.id);
  expect([messagesOf(bobs).includes(after.id), closedIn(carols)]).toEqual([false, []]);
  await expect((await over(0, bob)).open(group.chapter, bob.token)).rejects.toThrow('not-a-member');
});

it('INST-1 a session that ends at one instance is cut off at the other', async () => {
  const alice = await person(0, 'alice');
  const there = await over(1, alice);
  const account = await there.open(accountOf(alice), alice.token);
  expect((await ask(0, alice, 'POST', '/api/auth/sign-out', {})).ok).toBe(true);
  await expect.poll(() => closedIn(account), SOON).toEqual(['signed-out']);
  await expect((await over(1, alice)).open(accountOf(alice), alice.token)).rejects.toThrow('signed-out');
});

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

it('INST-3 AUTH-8 a code that signed somebody in at one instance is used at the other', async () => {
  const alice = await person(0, 'alice');
  const password = 'low tide at noon';
  const enabled = await ask(0, alice, 'POST', '/api/auth/two-factor/enable', { password });
  const secret = secretOf(String((await enabled.json()).totpURI));
  const confirmed = await ask(0, alice, 'POST', '/api/auth/two-factor/verify-totp', { code: totp(secret, Date.now()) });
  expect(confirmed.ok).toBe(true);
  const { email } = await (await ask(0, { cookie: cookieOf(confirmed) }, 'GET', '/api/me')).json();
  const halfWay = async (index: number) => {
    const answer = await ask(index, { cookie: '' }, 'POST', '/api/auth/sign-in/email', { email, password });
    expect(await answer.json()).toMatchObject({ twoFactorRedirect: true });
    return (code: string) =>
      ask(index, { cookie: cookieOf(answer) }, 'POST', '/api/auth/two-factor/verify-totp', { code });
  };
  // The next one: the code of this half minute is used up already.
  const code = totp(secret, Date.now() + 30_000);
  const [here, there] = [await halfWay(0), await halfWay(1)];
  const statuses = (await Promise.all([here(code), there(code)])).map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 401]);
});

it('INST-1 the set-up link of one instance is that of all, and makes one administrator', async () => {
  const token = new URL(at(0).server.setupLink).searchParams.get('token');
  expect(new URL(at(1).server.setupLink).searchParams.get('token')).toBe(token);
  const become = (index: number, name: string) =>
    ask(index, { cookie: '' }, 'POST', '/api/setup', {
      token,
      name,
      email: `${name}@example.org`,
      password: 'low tide at noon',
    });
  expect((await become(1, 'ada')).status).toBe(201);
  expect((await become(0, 'eve')).status).toBe(409);
});
