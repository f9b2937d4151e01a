import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { Work } from '../../shared/admission/work.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES } from '../../shared/protocol/wire.ts';
import { groupAs } from '../support/chapter-writer.ts';
import { BASE, context, conversation, DRAFT, FOREIGN, many, SHAPES, section, star } from '../support/judge-work.ts';
import { mulberry } from '../support/mulberry.ts';
import { type RawStruct, rawUpdate } from '../support/raw-update.ts';

describe('updates that look honest at first', () => {
  const judged = (update: Uint8Array, doc = new Y.Doc(), kind: JudgeContext['kind'] = 'account') => {
    const result = judge(doc, update, context(kind));
    return result.ok ? (result.value.update === undefined ? 'nothing' : 'taken') : result.error.code;
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
    if (!result.ok || result.value.update === undefined) throw new Error('refused');
    Y.applyUpdate(doc, result.value.update);
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
      return result.ok ? 'taken' : result.error.code;
    };
    expect(asked({ accountClientIdsOpen: 40 }, 41)).toBe('too-large');
    expect(asked({ accountClientIdsOpen: 40 }, 3)).toBe('taken');
    expect(asked({ accountStructs: 400 }, 3)).toBe('too-large');
    expect(asked({ accountStructs: 401 }, 3)).toBe('taken');
  });

  it('DOC-6 a draft of the old form belongs to a conversation’s id, and their number is limited', () => {
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
      return result.ok ? 'taken' : result.error.code;
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
    return { taken: outcome.ok, touches: outcome.ok && outcome.value.touchesFacts, isCharged: work.steps > 2_000 };
  };
  expect(judged({ root: 'settings', key: 'disappear', any: [0] })).toEqual({
    taken: true,
    touches: true,
    isCharged: true,
  });
  expect(judged(pin(3_000))).toEqual({ taken: true, touches: false, isCharged: false });
});
