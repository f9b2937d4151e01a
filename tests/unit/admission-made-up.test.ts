import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cutUpdate } from '../../shared/admission/cut.ts';
import { clockOf } from '../../shared/admission/live.ts';
import { resolveWrites } from '../../shared/admission/resolve.ts';
import { scanUpdate } from '../../shared/admission/scan.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { BASE, context, DRAFT, FOREIGN, judgeWithin, MALLORY, many, star } from '../support/judge-work.ts';
import { type RawDeletes, type RawStruct, rawUpdate } from '../support/raw-update.ts';

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
          if (!judged.ok || judged.value.update === undefined) continue;
          taken++;
          const scan = scanUpdate(update, LIMITS);
          if (!scan.ok) throw new Error(scan.error);
          const cut = cutUpdate(doc, scan.value, MALLORY);
          const resolved = resolveWrites(doc, cut.sections);
          if (!resolved.ok) throw new Error(resolved.error);
          const expected = new Set(resolved.value.map(({ root, key }) => `${root}/${key ?? ''}`));
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
          Y.applyUpdate(doc, judged.value.update);
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
