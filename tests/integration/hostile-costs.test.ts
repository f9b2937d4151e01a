import { describe, expect, it } from 'vitest';
import { type DraftEntry, encodeDraft } from '../../shared/drafts/draft-entry.ts';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, EVERYBODY, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES } from '../../shared/protocol/wire.ts';
import { alice, bob, mallory, server, useThreeMembers, withGroup } from '../support/hostile-scene.ts';
import { accountOf, join, makeDirect, makeGroup } from '../support/members.ts';
import { type RawStruct, rawUpdate } from '../support/raw-update.ts';

useThreeMembers();

describe('HOST-9 a small update that would cost much is refused or cheap', () => {
  const conversation = (i: number) =>
    `d-${Array.from({ length: 32 }, (_, k) => 'abcdefgh'[(i >> (3 * k)) & 7]).join('')}`;
  const star = (i: number) => ({ root: 'stars', key: `k${i}`, any: [1] });
  const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const mark = (i: number) => ({ device: i, at: 1, length: 1, fingerprint: 1 });

  it('ADM-11 ADM-12 DOC-6 chains, ranges, conflicts and roots in an account’s own document keep nobody waiting', async () => {
    const group = await makeGroup(alice, bob);
    const honest = await alice.open(group.chapter);
    const a = alice.writer();
    // Only devices of the protocol before still write drafts as texts.
    const intruder = await join(server, 'mallory');
    const token = JSON.stringify({ ...JSON.parse(intruder.token), protocol: DRAFTS_ARE_ENTRIES - 1 });
    const own = await intruder.client.open(accountOf(intruder), token);
    const base = intruder.number * 2 ** 22;
    let next = base;
    const section = (structs: readonly RawStruct[]) => ({ client: next++, clock: 0, structs });
    const chain = (n: number) => {
      const from = next;
      return rawUpdate(
        many(n, (i) => section([i === n - 1 ? star(0) : { origin: [from + i + 1, 0] as const, any: [1] }])),
      );
    };
    const full = next;
    expect(await own.push(rawUpdate([section(many(5_000, star))]))).toBe('saved');
    const overlapping = rawUpdate([], [[full, many(20_000, () => [0, 5_000] as const)]]);
    const fresh = next;
    const backwards = rawUpdate(
      [section(many(5_000, (i) => star(5_000 + i)))],
      [[fresh, many(5_000, (i) => [4_999 - i, 1] as const)]],
    );
    const text = next;
    const letters = rawUpdate([
      section([{ root: `draft:${conversation(1)}`, text: 'x'.repeat(4_000) }]),
      section(many(3_000, (i) => ({ origin: [text, 0] as const, rightOrigin: [text, 3_999 - i] as const, text: 'x' }))),
    ]);
    const cases: readonly (readonly [update: Uint8Array, answer: string])[] = [
      [chain(4_000), 'too-large'],
      [chain(500), 'saved'],
      [overlapping, 'saved'],
      [overlapping, 'saved'],
      [backwards, 'saved'],
      [letters, 'too-large'],
      [rawUpdate([section(many(5_000, () => star(1)))]), 'too-large'],
      [rawUpdate([section(many(5_000, (i) => ({ root: `draft:${conversation(i)}`, text: 'x' })))]), 'too-large'],
      [rawUpdate([section([{ root: 'draft:anything', text: 'x' }])]), 'unknown-root'],
      [rawUpdate([section([{ root: 'stars', key: 'x'.repeat(1_000_000), any: [1] }])]), 'bad-key'],
    ];
    for (const kind of [2, 1] as const)
      for (const [update, answer] of cases) {
        const pushed = a.message('meanwhile');
        const [got, meanwhile] = await Promise.all([own.push(update, kind), honest.push(pushed.update)]);
        expect(meanwhile).toBe('saved');
        // What was taken the first time brings nothing the second.
        expect(got).toBe(answer);
      }
    expect(await own.push(rawUpdate([section([star(-1)])]))).toBe('saved');
    const doc = await own.read();
    expect([...doc.share.keys()].filter((root) => root.startsWith('draft:'))).toEqual([]);
  });

  it('DOC-5 PERM-41 drafts under other keys, in other forms, of others and without end are refused', async () => {
    const intruder = await join(server, 'mallory');
    const own = await intruder.open(accountOf(intruder));
    let client = intruder.number * 2 ** 22 + 4_000_000;
    const device = 7;
    const draft = (more: Partial<DraftEntry> = {}, by = intruder.number) =>
      encodeDraft(by, { device, at: 1_760_000_000_000, text: 'x', took: [], ...more });
    const push = (...entries: readonly (readonly [key: string, bytes: Uint8Array])[]) =>
      own.push(
        rawUpdate([
          { client: client++, clock: 0, structs: entries.map(([key, bytes]) => ({ root: 'drafts', key, bytes })) },
        ]),
      );
    const key = `${conversation(0)}/${device}`;
    expect(await push([key, draft()])).toBe('saved');
    expect(await push([key, draft({ device: 8 })])).toBe('not-your-device');
    expect(await push([`${conversation(0)}/8`, draft()])).toBe('bad-key');
    for (const other of ['x', 'x/7', conversation(0), `${conversation(0)}/x/7`, `${conversation(0)}/07`])
      expect([other, await push([other, draft()])]).toEqual([other, 'bad-key']);
    expect(await push([key, draft({}, alice.number)])).toBe('not-yours');
    expect(await push([key, draft({ text: 'x'.repeat(LIMITS.draftEnvelopeBytes) })])).toBe('too-large');
    expect(await push([key, draft({ took: many(LIMITS.draftDevices + 1, (i) => mark(i)) })])).toBe('bad-value');
    const words = encodeEnvelope({
      by: intruder.number,
      device,
      at: 1,
      alg: 0,
      body: encodeBody({ kind: 'text', text: 'x' }),
    });
    expect(await push([key, words])).toBe('bad-value');
    const all = many(LIMITS.drafts + 1, (i) => [`${conversation(i)}/${device}`, draft()] as const);
    expect(await push(...all)).toBe('too-large');
    expect(
      await own.push(
        rawUpdate([{ client: client++, clock: 0, structs: [{ root: `draft:${conversation(1)}`, text: 'x' }] }]),
      ),
    ).toBe('unknown-root');
    const doc = await own.read();
    expect([...doc.getMap('drafts').keys()]).toEqual([key]);
  });

  it('ADM-13 a struct that reaches over the known clock does not delete what stands before it', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const writer = mallory.writer();
    const { id, update } = writer.message('to stay');
    expect(await chapter.push(update)).toBe('saved');
    const { clientID: client } = writer.doc;
    for (const kind of [2, 1] as const)
      for (const [root, key] of [
        ['messages', writer.id()],
        ['messages', id],
        ['votes', `${id}/${mallory.number}`],
      ] as const) {
        const over = rawUpdate([{ client, clock: 0, structs: [{ root, key, dead: 2 }] }]);
        expect(await chapter.push(over, kind)).toBe('missing-dependencies');
      }
    const doc = await (await bob.open(group.chapter)).read();
    expect([doc.getMap('messages').has(id), doc.getMap('deletions').has(id)]).toEqual([true, false]);
    expect(await chapter.push(writer.message('and on').update)).toBe('saved');
  });

  it('ADM-7 frames that arrive together are joined without changing what each of them says', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const writer = mallory.writer();
    const sent = many(40, (i) => writer.message(`${i}`));
    const other = mallory.writer();
    for (const [i, { update }] of sent.entries()) {
      chapter.sync(2, update);
      if (i % 8 === 3) chapter.sync(2, other.set('messages', other.id(), 'no envelope'));
    }
    for (let answered = 0; answered < 45; answered++) await chapter.next('status');
    const doc = await (await bob.open(group.chapter)).read();
    expect(sent.every(({ id }) => doc.getMap('messages').has(id) && doc.getMap('stamps').has(id))).toBe(true);
    expect(doc.getMap('messages').size).toBe(40);
  });
});

describe('HOST-1 what only the server, a moderator or the author may write', () => {
  it('PERM-10 events, stamps with a time to disappear, and a deletion as by the server', () =>
    withGroup(async ({ chapter, writer, victim }) => {
      const event = [0, 1, { kind: 'removed', by: alice.number, who: bob.number }];
      expect(await chapter.push(writer.set('events', writer.id(), event))).toBe('server-only');
      const stamps = mallory.writer();
      expect(await chapter.push(stamps.set('stamps', victim, [1, 1, 2]))).toBe('server-only');
      const deleter = mallory.writer();
      const forged = deleter.envelope({ kind: 'deletion' }, { by: SERVER_NUMBER, author: alice.number });
      expect(await chapter.push(deleter.set('deletions', victim, forged))).toBe('not-yours');
    }));
  it('PERM-12 a plain member mentions everybody', () =>
    withGroup(async ({ chapter, writer }) => {
      const call = writer.envelope({ kind: 'text', text: '@all listen', everyone: true });
      expect(await chapter.push(writer.set('messages', writer.id(), call))).toBe('not-allowed');
    }));
  it('PERM-12 PERM-37 PERM-38 a header that notifies everybody, nobody, a crowd, or somebody the text does not name', () =>
    withGroup(async ({ chapter, victim }) => {
      // Each under another client id: what is refused leaves a hole in the clocks of its own.
      const write = (root: string, key: string, body: Body, header: Partial<Envelope>) => {
        const writer = mallory.writer();
        return chapter.push(writer.set(root, key, writer.envelope(body, header)));
      };
      const send = (header: Partial<Envelope>) =>
        write('messages', mallory.writer().id(), { kind: 'text', text: 'listen' }, header);
      const crowd = Array.from({ length: 10_000 }, (_, i) => alice.number + i);
      expect(await send({ mentions: [EVERYBODY] })).toBe('not-allowed');
      expect(await send({ quiet: true })).toBe('not-allowed');
      expect(await send({ mentions: crowd })).toBe('too-large');
      expect(await send({ mentions: [bob.number] })).toBe('bad-value');
      const reaction = `${victim}/${mallory.number}/${mallory.writer().id()}`;
      expect(await write('reactions', reaction, { kind: 'emoji', text: '👍' }, { mentions: [bob.number] })).toBe(
        'bad-value',
      );
    }));
  it('PERM-37 a mention in the text that the header lacks is counted for nobody', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const writer = mallory.writer();
    const named: Body = { kind: 'text', text: '@bob', mentions: [{ by: bob.number, name: 'bob' }] };
    const mentions = async () => {
      const { conversations } = await (await bob.get('/api/conversations')).json();
      return conversations.find((one: { id: string }) => one.id === group.id)?.mentions;
    };
    const silent = writer.envelope(named, { mentions: [] });
    expect(await chapter.push(writer.set('messages', writer.id(), silent))).toBe('saved');
    expect(await mentions()).toBe(0);
    expect(await chapter.push(writer.set('messages', writer.id(), writer.envelope(named)))).toBe('saved');
    expect(await mentions()).toBe(1);
  });
  it('PERM-23 a vote under another’s number, and the end of another’s poll', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const honest = await alice.open(group.chapter);
    const a = alice.writer();
    const poll = a.id();
    const question = { kind: 'poll', text: 'When?', options: ['now', 'later'], multiple: false, anonymous: false };
    const body = a.envelope({ ...question, kind: 'poll' });
    expect(await honest.push(a.set('messages', poll, body))).toBe('saved');
    const chapter = await mallory.open(group.chapter);
    const vote = (number: number) => {
      const writer = mallory.writer();
      return writer.set('votes', `${poll}/${number}`, writer.envelope({ kind: 'vote', choices: [1] }));
    };
    expect(await chapter.push(vote(bob.number))).toBe('not-yours');
    expect(await chapter.push(vote(mallory.number))).toBe('saved');
    const closer = mallory.writer();
    const end = closer.envelope({ kind: 'poll-closed' });
    expect(await chapter.push(closer.set('edits', `${poll}/${closer.id()}`, end))).toBe('not-yours');
    const doc = await honest.read();
    expect([[...doc.getMap('votes').keys()], doc.getMap('edits').size]).toEqual([[`${poll}/${mallory.number}`], 0]);
  });
  it('PERM-32 pins of a plain member of a group are refused, of either person of a direct conversation taken, up to 50', async () => {
    const group = await makeGroup(alice, mallory);
    const direct = await makeDirect(alice, mallory);
    const writer = mallory.writer();
    expect(await (await mallory.open(group.conversation)).push(writer.set('pins', `0/${writer.id()}`, 1))).toBe(
      'not-allowed',
    );
    const conversation = await mallory.open(direct.conversation);
    const pins = mallory.writer();
    for (const [key, value] of [
      ['0/x', 1],
      [`0/${pins.id()}`, 'now'],
      [`0/${pins.id()}`, { nested: true }],
    ] as const)
      expect(['bad-key', 'bad-value']).toContain(await conversation.push(mallory.writer().set('pins', key, value)));
    for (let i = 0; i < LIMITS.pins; i++)
      expect(await conversation.push(pins.set('pins', `0/${pins.id()}`, i))).toBe('saved');
    expect(await conversation.push(pins.set('pins', `0/${pins.id()}`, 51))).toBe('too-large');
    expect((await conversation.read()).getMap('pins').size).toBe(LIMITS.pins);
  });
  it('PERM-31 settings with a strange value, and those of a group by a plain member', async () => {
    const group = await makeGroup(alice, mallory);
    const direct = await makeDirect(alice, mallory);
    const conversation = await mallory.open(direct.conversation);
    for (const value of [1, -86_400, 86_400.5, '86400', null, { seconds: 86_400 }])
      expect(await conversation.push(mallory.writer().set('settings', 'disappear', value))).toBe('bad-value');
    expect(await conversation.push(mallory.writer().set('settings', 'admins', 0))).toBe('bad-key');
    const refused = mallory.writer().set('settings', 'disappear', 86_400);
    expect(await (await mallory.open(group.conversation)).push(refused)).toBe('not-allowed');
    expect((await conversation.read()).getMap('settings').size).toBe(0);
  });
});
