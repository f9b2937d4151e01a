import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { DATABASE_FILE } from '../../sync-server/data-folder/check-folder.ts';
import { eventually } from '../support/eventually.ts';
import { type Member, makeDirect, makeGroup } from '../support/members.ts';
import { peopleOf } from './people.ts';
import { asking, codeOf, type Reply, type Running, run } from './running-server.ts';

/** Members, former members and strangers against the routes of groups: many requests at once, and such as no client makes. */

beforeEach(() => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  return () => warn.mockRestore();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const as =
  (server: Running, { cookie }: Pick<Member, 'cookie'>) =>
  (method: Method, path: string, body?: unknown): Promise<Reply> =>
    asking(server, { cookie, origin: server.local })(method, path, body);
const pathOf = (id: string) => `/api/conversations/${id}`;
const statuses = async (replies: readonly Promise<Reply>[]): Promise<number[]> =>
  (await Promise.all(replies)).map(({ status }) => status).sort();
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const membersOf = async (
  { get }: Member,
  id: string,
): Promise<{ userId: string; role: string; removedAt?: number }[]> => {
  const { conversations } = await (await get('/api/feed?since=0')).json();
  return conversations
    .find((row: { id: string }) => row.id === id)
    .members.filter(({ removedAt }: { removedAt?: number }) => removedAt === undefined);
};
const eventsOf = async (member: Member, chapter: string, wanted: number): Promise<string[]> => {
  const document = await member.open(chapter);
  const read = async () => [...(await document.read()).getMap('events').values()].map((event) => JSON.stringify(event));
  return eventually('the events', async () => {
    const events = await read();
    return events.length >= wanted ? events : undefined;
  });
};

/** A data folder with so many accounts that nobody signs in to: signing a crowd up takes minutes. */
const crowdOf = async (count: number): Promise<{ readonly data: string; readonly crowd: readonly UserId[] }> => {
  const data = await mkdtemp(join(tmpdir(), 'skerry-crowd-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const crowd = times(count, (i) => `crowd-${i}` as UserId);
  const { storage } = openSqlite(join(data, DATABASE_FILE));
  for (const userId of crowd)
    await storage.facts.putAccount({ userId, name: userId, email: `${userId}@example.org`, at: Date.now() });
  await storage.close();
  return { data, crowd };
};

describe('HOST-7 many requests at once do together what a single one may do', () => {
  it('GRP-4 an owner transfers ownership to two people at once: one of them owns the group', async () => {
    const server = await run();
    const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
    const group = await makeGroup(alice, bob, carol);
    const ask = as(server, alice);
    const tries = [bob, carol, bob, carol].map(({ userId }) => ask('POST', `${pathOf(group.id)}/owner`, { userId }));
    // The winner twice: asked again it is so already.
    expect(await statuses(tries)).toEqual([204, 204, 403, 403]);
    const roles = (await membersOf(alice, group.id)).map(({ role }) => role).sort();
    expect(roles).toEqual(['admin', 'member', 'owner']);
    const events = await eventsOf(alice, group.chapter, 2);
    expect(events.filter((event) => event.includes('"owner"'))).toHaveLength(1);
  });

  it('GRP-11 a link with one use lets in one person, once, however many come at the same time', async () => {
    const server = await run();
    const [alice, ...crowd] = await peopleOf(server, 'alice', 'bob', 'carol', 'dave', 'erin', 'frank');
    const group = await makeGroup(alice);
    const linkFor = async (uses: number) =>
      String((await as(server, alice)('POST', `${pathOf(group.id)}/links`, { approval: false, uses })).json?.token);
    const one = await linkFor(1);
    const come = (who: Member, token: string) => as(server, who)('POST', '/api/join', { token });
    expect(await statuses(crowd.flatMap((who) => [come(who, one), come(who, one)]))).toEqual([
      // A person who joined already is told so, although the link is used up.
      200,
      200,
      ...times(8, () => 404),
    ]);
    expect(await membersOf(alice, group.id)).toHaveLength(2);

    const inside = new Set((await membersOf(alice, group.id)).map(({ userId }) => userId));
    const next = crowd.find(({ userId }) => !inside.has(userId));
    if (next === undefined) throw new Error('Nobody is left outside.');
    const two = await linkFor(2);
    expect(await statuses(times(10, () => come(next, two)))).toEqual(times(10, () => 200));
    const { links } = (await as(server, alice)('GET', `${pathOf(group.id)}/links`)).json ?? {};
    expect(links).toMatchObject([{ uses: 2, used: 1 }]);
    const events = await eventsOf(alice, group.chapter, 3);
    expect(events.filter((event) => event.includes('"joined"'))).toHaveLength(2);
  });

  it('GRP-15 a request that is accepted and declined many times at once is answered once', async () => {
    const server = await run();
    const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
    const group = await makeGroup(alice, bob);
    const ask = as(server, alice);
    await ask('PATCH', `${pathOf(group.id)}/members/${bob.userId}`, { role: 'admin' });
    const { token } = (await ask('POST', `${pathOf(group.id)}/links`, { approval: true, uses: 1 })).json ?? {};
    const knocks = times(8, () => as(server, carol)('POST', '/api/join', { token }));
    expect(await statuses(knocks)).toEqual(times(8, () => 200));
    const answer = (who: Member, accept: boolean) =>
      as(server, who)('POST', `${pathOf(group.id)}/requests/${carol.userId}`, { accept });
    const accepted = await statuses([alice, bob, alice, bob].map((who) => answer(who, true)));
    expect(accepted).toEqual([204, 204, 204, 204]);
    // Too late: she is in, and nobody turns her away by it.
    expect((await answer(bob, false)).status).toBe(204);
    expect(await membersOf(alice, group.id)).toHaveLength(3);
    const events = await eventsOf(alice, group.chapter, 3);
    expect(events.filter((event) => event.includes(`"who":${carol.number}`))).toHaveLength(1);
  });

  it('RACE-1 of two members who act against each other, one is refused', async () => {
    const server = await run();
    const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
    for (const _ of times(5, () => 0)) {
      const group = await makeGroup(alice, bob, carol);
      await as(server, alice)('PATCH', `${pathOf(group.id)}/members/${bob.userId}`, { role: 'admin' });
      const [demoted, removed] = await Promise.all([
        as(server, alice)('PATCH', `${pathOf(group.id)}/members/${bob.userId}`, { role: 'member' }),
        as(server, bob)('DELETE', `${pathOf(group.id)}/members/${carol.userId}`),
      ]);
      expect(demoted.status).toBe(200);
      const isIn = (await membersOf(alice, group.id)).some(({ userId }) => userId === carol.userId);
      expect([removed.status, isIn]).toEqual(removed.status === 204 ? [204, false] : [403, true]);
      expect((await as(server, bob)('DELETE', `${pathOf(group.id)}/members/${alice.userId}`)).status).toBe(403);
    }
  });

  it('GRP-19 the last place in a group is taken once', async () => {
    const { data, crowd } = await crowdOf(LIMITS.groupMembers + 4);
    const server = await run({ config: { data } });
    const [alice, bob] = await peopleOf(server, 'alice', 'bob');
    const id = makeGroupId(Date.now(), Math.random);
    const members = crowd.slice(0, LIMITS.groupMembers - 2);
    await alice.post('/api/conversations', { id, kind: 'group', name: 'Everybody', members });
    const { token } = (await as(server, alice)('POST', `${pathOf(id)}/links`, { approval: false })).json ?? {};
    const tries = crowd
      .slice(LIMITS.groupMembers - 2)
      .map((userId) => as(server, alice)('POST', `${pathOf(id)}/members`, { userId }));
    expect(await statuses([...tries, as(server, bob)('POST', '/api/join', { token })])).toEqual([
      201,
      ...times(6, () => 409),
    ]);
    expect(await membersOf(alice, id)).toHaveLength(LIMITS.groupMembers);
  });
});

describe('HOST-8 what no client asks for', () => {
  /** Every route that changes groups or people, with a body that would do. */
  const routes = (id: string, userId: string): readonly (readonly [Method, string, object])[] => [
    ['POST', '/api/conversations', { id: makeGroupId(Date.now(), Math.random), kind: 'group', name: 'x', members: [] }],
    ['POST', `${pathOf(id)}/members`, { userId }],
    ['PATCH', `${pathOf(id)}/members/${userId}`, { role: 'admin' }],
    ['POST', `${pathOf(id)}/owner`, { userId }],
    ['POST', `${pathOf(id)}/links`, { approval: false }],
    ['POST', `${pathOf(id)}/requests/${userId}`, { accept: true }],
    ['POST', '/api/join', { token: 'A'.repeat(22) }],
    ['POST', '/api/join/look', { token: 'A'.repeat(22) }],
    ['PUT', `/api/blocks/${userId}`, { on: true, at: 1 }],
    ['POST', '/api/reports', { id: 'r', conversationId: id, reason: '', messages: [] }],
    ['POST', '/api/receipts', { receipts: [{ conversationId: id, read: 1 }] }],
    ['PATCH', '/api/me', { name: 'x' }],
  ];
  const wrongIn = (good: object): readonly unknown[] => [
    'null',
    '[]',
    '""',
    '{',
    '',
    `${'['.repeat(30_000)}`,
    { ...good, extra: 1 },
    `{"__proto__":{"userId":"x"}}`,
    ...Object.keys(good).flatMap((key) =>
      [null, {}, [], -1, 1e308, '\u0000', 'x'.repeat(10_000), '../../x', { toString: 1 }].map((value) => ({
        ...good,
        [key]: value,
      })),
    ),
  ];

  it('HOST-8 malformed, oversized and mistyped bodies are refused, never a fault of the server', async () => {
    const server = await run();
    const [alice, bob] = await peopleOf(server, 'alice', 'bob');
    const group = await makeGroup(alice, bob);
    const ask = as(server, alice);
    for (const [method, path, good] of routes(group.id, bob.userId)) {
      for (const body of wrongIn(good)) {
        const { status } = await ask(method, path, body);
        expect([method, path, JSON.stringify(body).slice(0, 80), status < 500], `${status}`).toEqual([
          method,
          path,
          JSON.stringify(body).slice(0, 80),
          true,
        ]);
      }
      const huge = await ask(method, path, { ...good, padding: 'x'.repeat(70_000) });
      expect([path, huge.status]).toEqual([path, 413]);
      const plain = asking(server, { cookie: alice.cookie, origin: server.local });
      expect((await plain(method, path, JSON.stringify(good), { 'content-type': 'text/plain' })).status).toBe(415);
    }
    for (const wrong of [
      '%00',
      '..%2f..',
      'g-',
      'd-',
      encodeURIComponent('g-\u202e'),
      'x'.repeat(3_000),
      '%F0%9F%91%8D',
    ])
      for (const [method, path, good] of routes(wrong, wrong)) {
        const { status } = await ask(method, path, good);
        expect([method, path.slice(0, 90), status < 500], `${status}`).toEqual([method, path.slice(0, 90), true]);
      }
    expect(server.lines.filter((line) => line.includes('request-failed'))).toEqual([]);
    const roles = (await membersOf(alice, group.id)).map(({ userId, role }) => [userId, role]);
    expect(roles).toContainEqual([alice.userId, 'owner']);
  });

  it('GRP-3 strangers and former members get the answer of a group that does not exist, on every route', async () => {
    const server = await run();
    const [alice, bob, carol, mallory] = await peopleOf(server, 'alice', 'bob', 'carol', 'mallory');
    const group = await makeGroup(alice, bob, carol);
    const none = makeGroupId(Date.now(), Math.random);
    const made = await as(server, alice)('POST', `${pathOf(group.id)}/links`, { approval: true });
    await as(server, mallory)('POST', '/api/join', { token: made.json?.token });
    expect((await as(server, alice)('DELETE', `${pathOf(group.id)}/members/${carol.userId}`)).status).toBe(204);
    const asked = (id: string): readonly (readonly [Method, string, object?])[] => [
      ...routes(id, bob.userId).filter(([, path]) => path.startsWith(pathOf(id))),
      ['GET', `${pathOf(id)}/links`],
      ['DELETE', `${pathOf(id)}/links/${String(made.json?.linkId)}`],
      ['DELETE', `${pathOf(id)}/members/${bob.userId}`],
      ['DELETE', pathOf(id)],
      ['GET', `${pathOf(id)}/receipts?seq=1`],
      ['POST', `${pathOf(id)}/accept`],
    ];
    for (const who of [mallory, carol])
      for (const [i, [method, path, body]] of asked(group.id).entries()) {
        const [there, nowhere] = [
          await as(server, who)(method, path, body),
          await as(server, who)(method, asked(none)[i]?.[1] ?? '', body),
        ];
        expect([method, path, there.status, there.text]).toEqual([method, path, 404, nowhere.text]);
      }
    // A request to join is no membership either: others approve it.
    const own = await as(server, mallory)('POST', `${pathOf(group.id)}/requests/${mallory.userId}`, { accept: true });
    expect(own.status).toBe(404);
    expect((await membersOf(alice, group.id)).map(({ userId }) => userId).sort()).toEqual(
      [alice.userId, bob.userId].sort(),
    );
  });

  it('GRP-11 a link of another group is not changed, and an unknown link looks like an ended one', async () => {
    const server = await run();
    const [alice, mallory] = await peopleOf(server, 'alice', 'mallory');
    const [theirs, own] = [await makeGroup(alice), await makeGroup(mallory)];
    const link = async (who: Member, id: string) =>
      (await as(server, who)('POST', `${pathOf(id)}/links`, { approval: false })).json ?? {};
    const [kept, ended] = [await link(alice, theirs.id), await link(alice, theirs.id)];
    const byMallory = as(server, mallory);
    expect((await byMallory('DELETE', `${pathOf(own.id)}/links/${String(kept.linkId)}`)).status).toBe(204);
    expect((await byMallory('POST', '/api/join/look', { token: kept.token })).status).toBe(200);
    await as(server, alice)('DELETE', `${pathOf(theirs.id)}/links/${String(ended.linkId)}`);
    const never = `${String(kept.token).slice(0, 20)}zz`;
    for (const where of ['/api/join/look', '/api/join']) {
      const [gone, none] = [
        await byMallory('POST', where, { token: ended.token }),
        await byMallory('POST', where, { token: never }),
      ];
      expect([gone.status, gone.text]).toEqual([404, none.text]);
    }
  });

  it('GRP-6 a former member learns no new name, picture, link or request', async () => {
    const server = await run();
    const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
    const group = await makeGroup(alice, bob);
    await as(server, alice)('DELETE', `${pathOf(group.id)}/members/${bob.userId}`);
    const settings = await alice.open(group.conversation);
    const writer = alice.writer();
    const rename = writer.set('profile', 'name', writer.envelope({ kind: 'name', text: 'Secret regatta' }));
    expect(await settings.push(rename)).toBe('saved');
    const made = await as(server, alice)('POST', `${pathOf(group.id)}/links`, { approval: true });
    await as(server, carol)('POST', '/api/join', { token: made.json?.token });
    const told = await (await bob.get('/api/feed?since=0')).text();
    for (const secret of ['Secret regatta', carol.userId, String(made.json?.linkId)])
      expect(told).not.toContain(secret);
    // He may come back by being let in only, and his asking tells him nothing but what the link says.
    const back = await as(server, bob)('POST', '/api/join', { token: made.json?.token });
    expect(back.json).toEqual({ conversationId: group.id, state: 'asked' });
    await expect(bob.open(group.conversation)).rejects.toThrow('not-a-member');
  });

  it('HTTP-12 a direct conversation has no owner, no links, no requests and no third person', async () => {
    const server = await run();
    const [alice, bob, mallory] = await peopleOf(server, 'alice', 'bob', 'mallory');
    const direct = await makeDirect(alice, bob);
    for (const [method, path, body] of routes(direct.id, mallory.userId).filter(([, path]) =>
      path.startsWith(pathOf(direct.id)),
    )) {
      const reply = await as(server, alice)(method, path, body);
      expect([method, path, reply.status, codeOf(reply)]).toEqual([method, path, 403, 'not-allowed']);
    }
    for (const path of [
      pathOf(direct.id),
      `${pathOf(direct.id)}/members/${bob.userId}`,
      `${pathOf(direct.id)}/members/${alice.userId}`,
    ])
      expect((await as(server, alice)('DELETE', path)).status).toBe(403);
    expect(await membersOf(bob, direct.id)).toHaveLength(2);
  });
});

it('CON-3 a flood of requests to strangers stops at fifty', async () => {
  const { data, crowd } = await crowdOf(55);
  const server = await run({ config: { data, rateLimits: true } });
  const [mallory] = await peopleOf(server, 'mallory');
  const begin = (other: UserId) =>
    as(server, mallory)('POST', '/api/conversations', {
      id: directIdOf(mallory.userId as UserId, other),
      kind: 'direct',
      members: [other],
    });
  const answers = await Promise.all(crowd.map(begin));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(5);
  for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(1_000);
  // A repeated change is no new one.
  const again = crowd.find((_, i) => answers[i]?.status === 201);
  if (again === undefined) throw new Error('None was made.');
  expect((await begin(again)).status).toBe(200);
});

it('CON-13 nobody adds a whole server to groups; acquaintances can be added at any time', async () => {
  const { data, crowd } = await crowdOf(1_020);
  const server = await run({ config: { data, rateLimits: true } });
  const [mallory] = await peopleOf(server, 'mallory');
  const ask = as(server, mallory);
  const group = (members: readonly UserId[]) => {
    const id = makeGroupId(Date.now(), Math.random);
    return { id, reply: ask('POST', '/api/conversations', { id, kind: 'group', name: 'Come all', members }) };
  };
  for (let i = 0; i < 5; i++) expect((await group(crowd.slice(i * 200, i * 200 + 200)).reply).status).toBe(201);
  const refused = await group(crowd.slice(1_000)).reply;
  expect([refused.status, Number(refused.headers.get('retry-after')) > 500]).toEqual([429, true]);
  const known = group(crowd.slice(0, 200));
  expect((await known.reply).status).toBe(201);
  const add = (userId: UserId | undefined) => ask('POST', `${pathOf(known.id)}/members`, { userId });
  expect((await add(crowd[300])).status).toBe(201);
  expect((await add(crowd[1_010])).status).toBe(429);
});
