import { expect } from 'vitest';
import type * as Y from 'yjs';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { Work } from '../../shared/admission/work.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES } from '../../shared/protocol/wire.ts';
import { groupAs } from './chapter-writer.ts';
import { type RawSection, type RawStruct, rawUpdate } from './raw-update.ts';

export const MALLORY = 1025;

export const BASE = MALLORY * 2 ** 22;

export const FOREIGN = 1024 * 2 ** 22;

export const DRAFT = 'draft:d-feqhmnm5obel7pyw52sg4tp35zebf54m';

export const context = (kind: JudgeContext['kind'], limits: Limits = LIMITS): JudgeContext => ({
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
export const judgeWithin = (doc: Y.Doc, update: Uint8Array, asked: JudgeContext) => {
  const work = new Work();
  const judged = judge(doc, update, asked, work);
  const size = update.byteLength + structsOf(doc);
  expect(work.steps).toBeLessThanOrEqual(2 * size * Math.ceil(Math.log2(size + 2)));
  return { judged, steps: work.steps };
};

export const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

export const star = (i: number): RawStruct => ({ root: 'stars', key: `k${i}`, any: [1] });

export const section = (client: number, structs: readonly RawStruct[], clock = 0): RawSection => ({
  client: BASE + client,
  clock,
  structs,
});

export const conversation = (i: number): string =>
  `draft:d-${many(32, (k) => 'abcdefgh'[(i >> (3 * k)) & 7] ?? 'a').join('')}`;

/** Each makes an update of about `n` entries, with what an attacker knows of Yjs. */
export const SHAPES: Record<string, (n: number) => Uint8Array> = {
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
