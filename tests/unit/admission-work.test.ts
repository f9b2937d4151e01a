import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cutUpdate } from '../../shared/admission/cut.ts';
import { type JudgeContext, judge } from '../../shared/admission/judge.ts';
import { clockOf } from '../../shared/admission/live.ts';
import { resolveWrites } from '../../shared/admission/resolve.ts';
import { scanUpdate } from '../../shared/admission/scan.ts';
import { Work } from '../../shared/admission/work.ts';
import { encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES } from '../../shared/protocol/version.ts';
import { groupAs } from '../support/group-as.ts';
import { mulberry } from '../support/mulberry.ts';
import { type RawDeletes, type RawSection, type RawStruct, rawUpdate } from '../support/raw-update.ts';

const MALLORY = 1025;
const BASE = MALLORY * 2 ** 22;
const FOREIGN = 1024 * 2 ** 22;
const DRAFT = 'draft:d-feqhmnm5obel7pyw52sg4tp35zebf54m';
const context = (kind: JudgeContext['kind'], limits: Limits = LIMITS): JudgeContext => ({
  kind,
  number: MALLORY,
  membership: groupAs('member'),
  now: 0,
  limits,
  newMessages: 'open',
  bytes: 0,
  strict: false,
  // Devices of this protocol still write drafts as texts, with all that can be done with those.
  protocol: DRAFTS_ARE_ENTRIES - 1,
});
const structsOf = (doc: Y.Doc): number =>
  [...doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0);

/** Judges, and checks that it took no more steps than n log n in the update's bytes and the document's structs. */
const judgeWithin = (doc: Y.Doc, update: Uint8Array, asked: JudgeContext) => {
  const work = new Work();
  const judged = judge(doc, update, asked, work);
  const size = update.byteLength + structsOf(doc);
  expect(work.steps).toBeLessThanOrEqual(2 * size * Math.ceil(Math.log2(size + 2)));
  return { judged, steps: work.steps };
};

const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const star = (i: number): RawStruct => ({ root: 'stars', key: `k${i}`, any: [1] });
const section = (client: number, structs: readonly RawStruct[], clock = 0): RawSection => ({
  client: BASE + client,
  clock,
  structs,
});
const conversation = (i: number): string =>
  `draft:d-${many(32, (k) => 'abcdefgh'[(i >> (3 * k)) & 7] ?? 'a').join('')}`;

/** Each makes an update of about `n` entries, with what an attacker knows of Yjs. */
const SHAPES: Record<string, (n: number) => Uint8Array> = {
  'new entries, each deleted by a range of its own': (n) =>
    rawUpdate([section(1, many(n, star))], [[BASE + 1, many(n, (i) => [n - 1 - i, 1] as const)]]),
  'overlapping ranges': (n) => rawUpdate([section(1, many(n, star))], [[BASE + 1, many(n, () => [0, n] as const)]]),
  'nested ranges': (n) => rawUpdate([section(1, many(n, star))], [[BASE + 1, many(n, (i) => [i, 2 * n] as const)]]),
  'ranges of many client ids': (n) =>
    rawUpdate(
      [],
      many(n, (i) => [BASE + i, [[0, 2 ** 40]]] as const),
    ),
  'one client id named again and again': (n) =>
    rawUpdate(
      [section(1, many(n, star))],
      many(n, (i) => [BASE + 1, [[i, n]]] as const),
    ),
  'a chain of sections, forwards': (n) =>
    rawUpdate(many(n, (i) => section(i, [i === n - 1 ? star(0) : { origin: [BASE + i + 1, 0], any: [1] }]))),
  'a chain of sections, backwards': (n) =>
    rawUpdate(many(n, (i) => section(i, [i === 0 ? star(0) : { origin: [BASE + i - 1, 0], any: [1] }]))),
  'two sections that wait for each other in turn': (n) =>
    rawUpdate([
      section(
        1,
        many(n, (i) => (i === 0 ? star(0) : { origin: [BASE + 2, i - 1], any: [1] })),
      ),
      section(
        2,
        many(n, (i) => ({ origin: [BASE + 1, i], any: [1] })),
      ),
    ]),
  'one key set anew each time': (n) =>
    rawUpdate([
      section(
        1,
        many(n, () => star(0)),
      ),
    ]),
  'one dead struct, split everywhere': (n) =>
    rawUpdate([
      section(1, [{ root: 'stars', key: 'x', dead: n }]),
      section(
        2,
        many(n - 1, (i) => ({ origin: [BASE + 1, i], any: [1] })),
      ),
    ]),
  'letters at the start of one draft': (n) =>
    rawUpdate([
      section(
        1,
        many(n, () => ({ root: DRAFT, text: 'x' })),
      ),
    ]),
  'letters between far ends of one draft': (n) =>
    rawUpdate([
      section(1, [{ root: DRAFT, text: 'x'.repeat(n + 2) }]),
      section(
        2,
        many(n, (i) => ({ origin: [BASE + 1, 0], rightOrigin: [BASE + 1, n + 1 - i], text: 'x' })),
      ),
    ]),
  'one draft deleted in drops': (n) =>
    rawUpdate(
      [section(1, [{ root: DRAFT, text: 'x'.repeat(2 * n) }])],
      [[BASE + 1, many(n, (i) => [2 * i, 1] as const)]],
    ),
  'many drafts': (n) =>
    rawUpdate([
      section(
        1,
        many(n, (i) => ({ root: conversation(i), text: 'x' })),
      ),
    ]),
  'one struct of many values': (n) => rawUpdate([section(1, [{ root: 'stars', key: 'x', any: many(n, () => 1) }])]),
};

describe('the steps of judging', () => {
  it('ADM-11 grow with the bytes, n log n at most, for each known attack', () => {
    const most = { ...LIMITS, updateClientIds: 10_000, integrationSteps: Infinity, integrationStepsPerByte: 10_000 };
    for (const [shape, make] of Object.entries(SHAPES))
      for (const kind of ['account', 'chapter'] as const) {
        const steps = [300, 3_000].map((n) => judgeWithin(new Y.Doc(), make(n), context(kind, most)).steps);
        // Ten times the update: not much more than ten times the steps.
        expect.soft([shape, (steps[1] ?? 0) / (steps[0] ?? 1) < 16]).toEqual([shape, true]);
      }
  });

  it('ADM-11 do not grow with reactions to other messages when one is deleted, nor with pins that are counted', () => {
    const doc = new Y.Doc();
    const random = mulberry(3);
    const id = () => makeMessageId(1_760_000_000_000, random);
    const envelope = (body: Parameters<typeof encodeBody>[0], more = {}) =>
      encodeEnvelope({ by: MALLORY, device: 7, at: 1_760_000_000_000, alg: 0, body: encodeBody(body), ...more });
    const ids = many(300, id);
    const take = (update: Uint8Array, kind: JudgeContext['kind'] = 'chapter', into = doc) => {
      const { judged, steps } = judgeWithin(into, update, context(kind));
      if (judged.ok && judged.update !== undefined) Y.applyUpdate(into, judged.update);
      return { judged, steps };
    };
    take(
      rawUpdate([
        section(
          1,
          ids.map((key) => ({ root: 'messages', key, bytes: envelope({ kind: 'text', text: 'x' }) })),
        ),
      ]),
    );
    const react = (key: string) => ({
      root: 'reactions',
      key: `${key}/${MALLORY}/${id()}`,
      bytes: envelope({ kind: 'emoji', text: '👍' }),
    });
    take(
      rawUpdate([
        section(
          2,
          many(2_000, () => react(ids[0] as string)),
        ),
      ]),
    );
    const remove = (i: number) =>
      take(
        rawUpdate([
          section(10 + i, [
            { root: 'deletions', key: ids[i] as string, bytes: envelope({ kind: 'deletion' }, { author: MALLORY }) },
          ]),
        ]),
      );
    remove(1);
    expect(remove(2).steps).toBeLessThan(100);
    // What hangs on it is found all the same, also what came after the first deletion.
    take(rawUpdate([section(3, [react(ids[3] as string)])]));
    const { judged } = remove(3);
    expect(judged.ok && judged.sweep.length).toBe(2);
    const pins = many(3_000, (i) => ({ root: 'pins', key: `0/${id()}`, any: [i] }));
    expect(take(rawUpdate([section(1, pins)]), 'conversation', new Y.Doc()).judged.ok).toBe(false);
  });
});

const ROOTS = ['stars', 'hidden', 'preferences', DRAFT, `${DRAFT}/0/01ARZ3NDEKTSV4RRFFQ69G5FAV`, 'draft:x', 'messages'];

interface Choice {
  readonly client: number;
  readonly root: number;
  readonly key: number;
  readonly content: number;
  readonly size: number;
  readonly left: number;
  readonly right: number;
}

const small = (max: number) => fc.nat({ max });
const choice: fc.Arbitrary<Choice> = fc.record({
  client: fc.oneof({ weight: 9, arbitrary: small(3) }, fc.constant(4)),
  root: fc.oneof({ weight: 9, arbitrary: small(4) }, small(ROOTS.length - 1)),
  key: small(3),
  content: fc.oneof({ weight: 6, arbitrary: small(7) }, small(9)),
  size: fc.integer({ min: 1, max: 4 }),
  left: small(60),
  right: small(60),
});
const hostile = fc.record({
  structs: fc.array(choice, { minLength: 1, maxLength: 6 }),
  /** Below, at or above the known clock. */
  shifts: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 3 })), {
    maxLength: 5,
  }),
  deletes: fc.array(fc.tuple(small(5), small(12), small(6)), { maxLength: 6 }),
});

/** An update that fits the document just well enough to be taken now and then. */
const updateFor = (
  doc: Y.Doc,
  { structs, shifts, deletes }: typeof hostile extends fc.Arbitrary<infer T> ? T : never,
) => {
  const clientOf = (n: number): number => (n === 4 ? FOREIGN : BASE + n);
  const known = [...doc.store.clients].flatMap(([client, list]) =>
    list.flatMap(({ id, length }) => many(Math.min(length, 4), (i) => [client, id.clock + i] as const)),
  );
  const clocks = new Map<number, number>();
  const sections = new Map<number, { clock: number; structs: RawStruct[] }>();
  const ids = [...known];
  for (const [i, one] of structs.entries()) {
    const client = clientOf(one.client);
    const start = Math.max(0, clockOf(doc, client) + (shifts[one.client] ?? 0));
    const at = sections.get(client) ?? { clock: start, structs: [] };
    sections.set(client, at);
    const origin = one.left < 40 && ids.length > 0 ? ids[(one.left * 7 + i) % ids.length] : undefined;
    const rightOrigin = one.right < 15 && ids.length > 0 ? ids[(one.right * 5 + i) % ids.length] : undefined;
    const root = ROOTS[one.root] as string;
    const isText = root.startsWith('draft:');
    const content: RawStruct =
      one.content < 2
        ? { dead: one.size }
        : isText || one.content === 9
          ? { text: 'abcd'.slice(0, one.size) }
          : { any: many(one.content === 8 ? one.size : 1, (k) => k) };
    at.structs.push({
      ...content,
      ...(origin === undefined && rightOrigin === undefined ? { root } : {}),
      ...(origin === undefined && rightOrigin === undefined && !isText ? { key: `k${one.key}` } : {}),
      origin,
      rightOrigin,
    });
    const length = content.dead ?? content.any?.length ?? content.text?.length ?? 1;
    const clock = clocks.get(client) ?? start;
    for (let k = 0; k < length; k++) ids.push([client, clock + k]);
    clocks.set(client, clock + length);
  }
  const ranges: RawDeletes = deletes.map(([client, clock, length]) => [clientOf(client), [[clock, length]]] as const);
  return rawUpdate(
    [...sections].map(([client, made]) => ({ client, ...made })),
    ranges,
  );
};

describe('what an update is judged to do is what Yjs does', () => {
  it('ADM-7 ADM-11 CUT-3 for made-up updates: the same entries change, nothing is left waiting, no foreign clock moves', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 12 }), (updates) => {
        const doc = new Y.Doc();
        // Somebody else's struct is there as well.
        Y.applyUpdate(doc, rawUpdate([{ client: FOREIGN, clock: 0, structs: [star(0)] }]));
        for (const made of updates) {
          const update = updateFor(doc, made);
          const before = Y.encodeStateAsUpdate(doc);
          const { judged } = judgeWithin(doc, update, context('account'));
          expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
          if (!judged.ok || judged.update === undefined) continue;
          taken++;
          const scan = scanUpdate(update, LIMITS);
          if (!scan.ok) throw new Error(scan.code);
          const cut = cutUpdate(doc, scan.scanned, MALLORY);
          const resolved = resolveWrites(doc, cut.sections);
          if (!resolved.ok) throw new Error(resolved.code);
          const expected = new Set(resolved.writes.map(({ root, key }) => `${root}/${key ?? ''}`));
          for (const { item } of cut.removals) {
            const [root] = [...doc.share].find(([, type]) => type === item.parent) ?? [];
            expected.add(`${root}/${item.parentSub ?? ''}`);
          }
          const ends = new Map(cut.sections.map(({ client, end }) => [client, end]));
          const clocks = new Map([...doc.store.clients.keys()].map((client) => [client, clockOf(doc, client)]));
          const changed: string[] = [];
          doc.once('afterTransaction', (transaction: Y.Transaction) => {
            for (const [type, keys] of transaction.changed)
              for (const key of keys)
                changed.push(`${[...doc.share].find(([, one]) => one === type)?.[0]}/${key ?? ''}`);
          });
          Y.applyUpdate(doc, judged.update);
          expect(doc.store.pendingStructs).toBeNull();
          expect(doc.store.pendingDs).toBeNull();
          expect(changed.filter((place) => !expected.has(place))).toEqual([]);
          for (const [client, end] of ends) expect(clockOf(doc, client)).toBe(end);
          for (const [client, clock] of clocks) if (!ends.has(client)) expect(clockOf(doc, client)).toBe(clock);
        }
      }),
      { numRuns: 600 },
    );
    // The generator must not have been refused everywhere.
    expect(taken).toBeGreaterThan(400);
  });
});

describe('updates that look honest at first', () => {
  const judged = (update: Uint8Array, doc = new Y.Doc(), kind: JudgeContext['kind'] = 'account') => {
    const result = judge(doc, update, context(kind));
    return result.ok ? (result.update === undefined ? 'nothing' : 'taken') : result.code;
  };
  const filled = (...structs: RawStruct[]): Y.Doc => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, rawUpdate([section(1, structs)]));
    return doc;
  };

  it('ADM-13 a struct that begins below the known clock and ends above it is refused', () => {
    for (const [root, key] of [
      ['stars', 'other'],
      ['stars', 'k0'],
      ['hidden', 'k0'],
    ] as const) {
      const doc = filled(star(0));
      expect(judged(rawUpdate([section(1, [{ root, key, dead: 2 }])]), doc)).toBe('missing-dependencies');
      expect(judged(rawUpdate([section(1, [{ root, key, any: [1, 2] }])]), doc)).toBe('missing-dependencies');
    }
    const draft = filled({ root: DRAFT, text: 'ab' });
    expect(judged(rawUpdate([section(1, [{ root: DRAFT, text: 'abcd' }])]), draft)).toBe('missing-dependencies');
    // After a sync the same comes as what it adds.
    expect(judged(rawUpdate([section(1, [{ origin: [BASE + 1, 1], text: 'cd' }], 2)]), draft)).toBe('taken');
  });

  it('ADM-13 in maps a struct holds one value; only what was overwritten before it was sent may be longer', () => {
    expect(judged(rawUpdate([section(1, [{ root: 'stars', key: 'x', any: [1, 2] }])]))).toBe('bad-value');
    expect(judged(rawUpdate([section(1, [{ root: 'stars', key: 'x', dead: 3 }])]))).toBe('taken');
    const message = { root: 'messages', key: '01ARZ3NDEKTSV4RRFFQ69G5FAV', dead: 2 };
    expect(judged(rawUpdate([section(1, [message])]), new Y.Doc(), 'chapter')).toBe('bad-value');
    // A device that changed one thing three times while it was offline.
    const device = new Y.Doc();
    device.clientID = BASE + 5;
    for (const value of [1, 2, 3]) device.getMap('preferences').set('theme', value);
    expect(judged(Y.encodeStateAsUpdate(device))).toBe('taken');
  });

  it('CUT-3 what is known already is left out, whatever it says now', () => {
    const doc = filled(star(0), star(1));
    const lie: RawStruct = { origin: [FOREIGN + 9, 7], any: [1] };
    const update = rawUpdate([section(1, [lie, lie, star(2)])]);
    const result = judge(doc, update, context('account'));
    if (!result.ok || result.update === undefined) throw new Error('refused');
    Y.applyUpdate(doc, result.update);
    expect(doc.store.pendingStructs).toBeNull();
    expect(doc.getMap('stars').toJSON()).toEqual({ k0: 1, k1: 1, k2: 1 });
  });

  it('ADM-5 a cycle over neighbours and the order of client ids is refused, because Yjs would keep it waiting', () => {
    const circle = rawUpdate([
      section(1, [{ origin: [BASE + 2, 1], any: [1] }]),
      section(2, [{ origin: [BASE + 1, 0], any: [1] }, star(0)]),
    ]);
    expect(judged(circle)).toBe('malformed');
    const direct = rawUpdate([
      section(1, [{ origin: [BASE + 2, 0], any: [1] }]),
      section(2, [{ origin: [BASE + 1, 0], any: [1] }]),
    ]);
    expect(judged(direct)).toBe('malformed');
  });

  it('ADM-12 too many client ids, structs, ranges, clocks and neighbours are refused', () => {
    const ids = many(LIMITS.updateClientIds + 1, (i) => section(i, [star(i)]));
    expect(judged(rawUpdate(ids.slice(1)))).toBe('taken');
    expect(judged(rawUpdate(ids))).toBe('too-large');
    expect(judged(rawUpdate([section(1, many(LIMITS.updateEntries + 1, star))]))).toBe('too-large');
    const ranges = many(LIMITS.updateRanges + 1, (i) => [i, 1] as const);
    expect(judged(rawUpdate([], [[BASE + 1, ranges]]))).toBe('too-large');
    const none = many(LIMITS.updateRanges + 1, (i) => [BASE + i, []] as const);
    expect(judged(rawUpdate([], none))).toBe('too-large');
    for (const dead of [2 ** 52, 2 ** 31, LIMITS.structLength + 1])
      expect(judged(rawUpdate([section(1, [{ root: 'stars', key: 'x', dead }])]))).toBe('too-large');
    expect(judged(SHAPES['letters between far ends of one draft']?.(3_000) as Uint8Array)).toBe('too-large');
    expect(judged(SHAPES['one key set anew each time']?.(3_000) as Uint8Array)).toBe('too-large');
  });

  it('ADM-12 an account document takes no more client ids and structs than it may have', () => {
    const doc = new Y.Doc();
    for (let i = 0; i < 40; i++)
      Y.applyUpdate(
        doc,
        rawUpdate([
          section(
            i,
            many(10, (k) => star(i * 10 + k)),
          ),
        ]),
      );
    const asked = (limits: Partial<Limits>, client: number) => {
      const update = rawUpdate([section(client, [star(-1)], client < 40 ? 10 : 0)]);
      const result = judge(doc, update, context('account', { ...LIMITS, ...limits }));
      return result.ok ? 'taken' : result.code;
    };
    expect(asked({ accountClientIdsOpen: 40 }, 41)).toBe('too-large');
    expect(asked({ accountClientIdsOpen: 40 }, 3)).toBe('taken');
    expect(asked({ accountStructs: 400 }, 3)).toBe('too-large');
    expect(asked({ accountStructs: 401 }, 3)).toBe('taken');
  });

  it('DOC-6 a draft of the old form stands under a conversation’s id, and there are only so many', () => {
    for (const root of [
      'draft:',
      'draft:x',
      `${DRAFT}/`,
      `${DRAFT}/x`,
      `${DRAFT}/0/1`,
      `${DRAFT}/x/01ARZ3NDEKTSV4RRFFQ69G5FAV`,
    ])
      expect([root, judged(rawUpdate([section(1, [{ root, text: 'x' }])]))]).toEqual([root, 'unknown-root']);
    const [edit, thread] = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '12/01ARZ3NDEKTSV4RRFFQ69G5FAV'];
    for (const root of [DRAFT, `${DRAFT}/${edit}`, `${DRAFT}/${thread}`])
      expect([root, judged(rawUpdate([section(1, [{ root, text: 'x' }])]))]).toEqual([root, 'taken']);
    const doc = new Y.Doc();
    const drafts = (from: number, n: number) =>
      rawUpdate([
        section(
          from,
          many(n, (i) => ({ root: conversation(from + i), text: 'x' })),
        ),
      ]);
    expect(judged(drafts(0, LIMITS.accountRoots + 1), doc)).toBe('too-large');
    Y.applyUpdate(doc, drafts(0, LIMITS.accountRoots));
    expect(judged(drafts(LIMITS.accountRoots, 1), doc)).toBe('too-large');
    // One that is there goes on.
    const more = rawUpdate([section(0, [{ root: conversation(0), text: 'x' }], LIMITS.accountRoots)]);
    expect(judged(more, doc)).toBe('taken');
  });

  it('DOC-6 a newer device removes a draft of the old form, and writes none', () => {
    const doc = filled({ root: DRAFT, text: 'ab' });
    const answer = (update: Uint8Array, protocol?: number) => {
      const result = judge(doc, update, { ...context('account'), protocol });
      return result.ok ? 'taken' : result.code;
    };
    const more = rawUpdate([section(2, [{ root: DRAFT, text: 'x' }])]);
    expect([answer(more), answer(more, DRAFTS_ARE_ENTRIES), answer(more, DRAFTS_ARE_ENTRIES - 1)]).toEqual([
      'unknown-root',
      'unknown-root',
      'taken',
    ]);
    expect(answer(rawUpdate([], [[BASE + 1, [[0, 2]]]]))).toBe('taken');
    // What was never sent before it was moved.
    expect(answer(rawUpdate([section(3, [{ root: DRAFT, dead: 2 }])]))).toBe('taken');
  });

  it('PERM-3 values are neither deep nor large, nor hide what they hold behind a prototype', () => {
    const plain = (value: unknown) => judged(rawUpdate([section(1, [{ root: 'stars', key: 'x', any: [value] }])]));
    let deep: unknown = 1;
    for (let i = 0; i < 1_000; i++) deep = [deep];
    expect(plain(deep)).toBe('bad-value');
    expect(plain('x'.repeat(5_000))).toBe('bad-value');
    expect(plain(Object.fromEntries([['a', 1]]))).toBe('taken');
    expect(plain(JSON.parse('{"__proto__":{"a":"b"}}'))).toBe('bad-value');
    expect(plain(1n)).toBe('bad-value');
    const key = 'x'.repeat(1_000_000);
    expect(judged(rawUpdate([section(1, [{ root: 'stars', key, any: [1] }])]))).toBe('bad-key');
    expect(judged(rawUpdate([section(1, [{ root: key, key: 'x', any: [1] }])]))).toBe('unknown-root');
  });

  it('ADM-1 ADM-4 ADM-5 JSON, embeds, formats, types, documents, garbage and skips are refused', () => {
    const raw = (ref: number, ...bytes: number[]) =>
      judged(rawUpdate([section(1, [{ root: 'stars', key: 'x', raw: [ref, Uint8Array.from(bytes)] }])]));
    for (const ref of [2, 5, 6, 7, 9, 11, 31]) expect([ref, raw(ref, 1, 1, 49)]).toEqual([ref, 'nested']);
    expect(raw(0, 5)).toBe('malformed');
    expect(raw(10, 5)).toBe('missing-dependencies');
    // Counts and numbers beyond what the bytes hold.
    expect(judged(Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]))).toMatch(
      /malformed|too-large/,
    );
    expect(raw(8, 255, 255, 255, 255, 15)).toBe('malformed');
    expect(raw(3, 255, 255, 255, 255, 15)).toBe('malformed');
    expect(raw(1, 255, 255, 255, 255, 255, 255, 255, 255)).toBe('malformed');
  });
});

it('ADM-14 only an update that touches a conversation’s facts makes the server copy its document, and pays for it', () => {
  const doc = new Y.Doc();
  const pin = (i: number): RawStruct => ({ root: 'pins', key: `0/${makeMessageId(i, mulberry(i))}`, dead: 1 });
  Y.applyUpdate(doc, rawUpdate([section(1, many(2_000, pin))]));
  const judged = (struct: RawStruct) => {
    const work = new Work();
    const owner = { ...context('conversation'), membership: groupAs('owner') };
    const outcome = judge(doc, rawUpdate([section(1, [struct], 2_000)]), owner, work);
    return { taken: outcome.ok, touches: outcome.ok && outcome.touchesFacts, isCharged: work.steps > 2_000 };
  };
  expect(judged({ root: 'settings', key: 'disappear', any: [0] })).toEqual({
    taken: true,
    touches: true,
    isCharged: true,
  });
  expect(judged(pin(3_000))).toEqual({ taken: true, touches: false, isCharged: false });
});
