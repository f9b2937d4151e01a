/** Measures hostile updates (bytes, verdict, counted steps, CPU time of judging and of applying) and prints a table. */
import * as Y from 'yjs';
import { judge } from '../shared/admission/judge.ts';
import type { JudgeContext } from '../shared/admission/judge-context.ts';
import { Work } from '../shared/admission/work.ts';
import { parseDocumentName } from '../shared/document/name.ts';
import { encodeBody } from '../shared/envelope/body.ts';
import { encodeEnvelope } from '../shared/envelope/envelope.ts';
import { makeMessageId } from '../shared/ids/ulid.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import { DRAFTS_ARE_ENTRIES } from '../shared/protocol/wire.ts';
import { ServerDocument } from '../sync-server/admission/server-document.ts';
import { groupAs } from '../tests/support/chapter-writer.ts';
import { mulberry } from '../tests/support/mulberry.ts';
import { type RawDeletes, type RawSection, type RawStruct, rawUpdate } from '../tests/support/raw-update.ts';

const MALLORY = 1025;
const BASE = MALLORY * 2 ** 22;
const random = mulberry(7);
const id = () => makeMessageId(1_760_000_000_000 + Math.floor(random() * 1e9), random);
const DRAFT = 'draft:d-feqhmnm5obel7pyw52sg4tp35zebf54m';

const cpu = <T>(run: () => T): [T, number] => {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
};

const live = (kind: 'account' | 'chapter'): ServerDocument => {
  const name = kind === 'account' ? 'account/mallory/0' : 'conversation/d-feqhmnm5obel7pyw52sg4tp35zebf54m/0';
  const address = parseDocumentName(name);
  if (address === undefined) throw new Error(name);
  const doc = new Y.Doc();
  doc.on('update', () => undefined);
  return new ServerDocument(name as ServerDocument['name'], address, doc);
};

const rows: Record<string, unknown>[] = [];
const shoot = (what: string, target: ServerDocument, update: Uint8Array, more: Partial<JudgeContext> = {}): void => {
  const context: JudgeContext = {
    kind: target.address.kind,
    number: MALLORY,
    membership: groupAs('member'),
    now: 0,
    limits: LIMITS,
    newMessages: 'open',
    bytes: target.bytes,
    strict: true,
    // Whose drafts are still texts.
    protocol: DRAFTS_ARE_ENTRIES - 1,
    ...more,
  };
  const work = new Work();
  const [judged, judging] = cpu(() => judge(target.doc, update, context, work));
  const bytes = judged.ok ? judged.value.update : undefined;
  const [, applying] = cpu(() => (bytes === undefined ? undefined : Y.applyUpdate(target.doc, bytes)));
  if (bytes !== undefined) target.bytes += bytes.byteLength;
  const [, encoding] = cpu(() => Y.encodeStateAsUpdate(target.doc));
  rows.push({
    what,
    bytes: update.byteLength,
    verdict: judged.ok ? (bytes === undefined ? 'nothing' : 'taken') : judged.error.code,
    steps: work.steps,
    'steps/byte': Math.round((work.steps / update.byteLength) * 10) / 10,
    'judge ms': Math.round(judging),
    'apply ms': Math.round(applying),
    'encode ms': Math.round(encoding),
    pending: target.doc.store.pendingStructs !== null || target.doc.store.pendingDs !== null,
  });
};

const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const star = (i: number): RawStruct => ({ root: 'stars', key: `k${i}`, any: [1] });
const section = (client: number, structs: readonly RawStruct[], clock = 0): RawSection => ({
  client: BASE + client,
  clock,
  structs,
});
const MOST = LIMITS.updateEntries;
const envelope = (body: Parameters<typeof encodeBody>[0]) =>
  encodeEnvelope({ by: MALLORY, device: 7, at: 1_760_000_000_000, alg: 0, body: encodeBody(body) });

for (let warm = 0; warm < 2; warm++) {
  rows.length = 0;
  const fresh = (what: string, sections: readonly RawSection[], deletes: RawDeletes = []) =>
    shoot(what, live('account'), rawUpdate(sections, deletes));
  fresh('as many new entries as may be', [section(1, many(MOST, star))]);
  fresh(
    'new entries, each deleted by a range of its own, backwards',
    [section(1, many(MOST, star))],
    [[BASE + 1, many(MOST, (i) => [MOST - 1 - i, 1] as const)]],
  );
  fresh(
    'every second deleted',
    [section(1, many(MOST, star))],
    [[BASE + 1, many(MOST / 2, (i) => [2 * i, 1] as const)]],
  );
  fresh(
    'pairs of one key, both dead',
    [
      section(
        1,
        many(MOST, (i) => (i % 2 === 0 ? star(i) : { origin: [BASE + 1, i - 1], any: [2] })),
      ),
    ],
    [[BASE + 1, [[0, MOST]]]],
  );
  fresh('one key overwritten', [
    section(
      1,
      many(MOST, (i) => (i === 0 ? star(0) : { origin: [BASE + 1, i - 1] as const, any: [i] })),
    ),
  ]);
  fresh('one key set anew', [
    section(
      1,
      many(MOST, () => star(0)),
    ),
  ]);
  fresh(
    'chain of sections',
    many(LIMITS.updateClientIds, (i) =>
      section(i, [i === LIMITS.updateClientIds - 1 ? star(0) : { origin: [BASE + i + 1, 0], any: [1] }]),
    ),
  );
  fresh(
    'chain of sections, backwards',
    many(LIMITS.updateClientIds, (i) => section(i, [i === 0 ? star(0) : { origin: [BASE + i - 1, 0], any: [1] }])),
  );
  fresh('two sections that wait for each other in turn', [
    section(
      1,
      many(MOST / 2, (i) => (i === 0 ? star(0) : { origin: [BASE + 2, i - 1] as const, any: [1] })),
    ),
    section(
      2,
      many(MOST / 2, (i) => ({ origin: [BASE + 1, i] as const, any: [1] })),
    ),
  ]);
  fresh('one key, by two ids in turn', [
    section(
      1,
      many(MOST / 2, (i) => (i === 0 ? star(0) : { origin: [BASE + 2, i - 1] as const, any: [1] })),
    ),
    section(
      2,
      many(MOST / 2 - 1, (i) => ({ origin: [BASE + 1, i] as const, any: [1] })),
    ),
  ]);
  fresh('one dead struct, split everywhere', [
    section(1, [{ root: 'stars', key: 'x', dead: MOST }]),
    section(
      2,
      many(MOST - 1, (i) => ({ origin: [BASE + 1, (i * 7919) % MOST], any: [1] })),
    ),
  ]);
  for (const n of [400, 2_000, MOST]) {
    fresh(`draft of ${n} conflicting letters`, [
      section(
        1,
        many(n, () => ({ root: DRAFT, text: 'x' })),
      ),
    ]);
    fresh(`draft of ${n} letters before the same letter`, [
      section(1, [{ root: DRAFT, text: 'end' }]),
      section(
        2,
        many(n, (i) => ({
          ...(i % 2 === 0 ? {} : { origin: [BASE + 1, 0] as const }),
          rightOrigin: [BASE + 1, i % 2 === 0 ? 0 : 2],
          text: 'x',
        })),
      ),
    ]);
    fresh(`draft of ${n} letters between far ends`, [
      section(1, [{ root: DRAFT, text: 'x'.repeat(n + 2) }]),
      section(
        2,
        many(n, (i) => ({ origin: [BASE + 1, 0], rightOrigin: [BASE + 1, n + 1 - i], text: 'x' })),
      ),
    ]);
  }
  fresh(
    'draft in drops',
    [section(1, [{ root: DRAFT, text: 'x'.repeat(2 * MOST) }])],
    [[BASE + 1, many(MOST, (i) => [2 * i, 1] as const)]],
  );
  const drops = live('account');
  shoot('draft of 1 MB', drops, rawUpdate([section(1, [{ root: DRAFT, text: 'x'.repeat(1_000_000) }])]));
  for (const n of [1_000, 5_000, MOST])
    shoot(`  then ${n} drops deleted`, drops, rawUpdate([], [[BASE + 1, many(n, (i) => [2 * i + n, 1] as const)]]));
  fresh('drafts of unknown conversations', [
    section(
      1,
      many(MOST, (i) => ({ root: `draft:${i}`, text: 'x' })),
    ),
  ]);
  fresh('drafts of conversations that may be', [
    section(
      1,
      many(MOST, (i) => ({
        root: `draft:d-${String(i)
          .replace(/./g, (c) => 'abcdefghij'[Number(c)] ?? 'a')
          .padStart(32, 'a')}`,
        text: 'x',
      })),
    ),
  ]);
  const roots = live('account');
  shoot(
    'as many drafts as may be',
    roots,
    rawUpdate([
      section(
        1,
        many(LIMITS.accountRoots - 4, (i) => ({
          root: `draft:d-${String(i)
            .replace(/./g, (c) => 'abcdefghij'[Number(c)] ?? 'a')
            .padStart(32, 'a')}`,
          text: 'x',
        })),
      ),
    ]),
  );
  shoot('  and entries', roots, rawUpdate([section(2, many(MOST, star))]));
  fresh('deep value', [
    section(1, [
      { root: 'stars', key: 'x', raw: [8, Uint8Array.from([1, ...many(100_000, (i) => (i % 2 === 0 ? 117 : 1))])] },
    ]),
  ]);
  fresh('a key of 1 MB', [section(1, [{ root: 'stars', key: 'x'.repeat(1e6), any: [1] }])]);
  fresh('a root of 1 MB', [section(1, [{ root: 'x'.repeat(1e6), key: 'x', any: [1] }])]);
  fresh('JSON', [section(1, [{ root: 'stars', key: 'x', raw: [2, Uint8Array.of(255, 255, 3)] }])]);
  fresh('values of 4 KB', [
    section(
      1,
      many(480, (i) => ({ root: 'stars', key: `${i}`, any: ['x'.repeat(4_000)] })),
    ),
  ]);
  fresh('one struct of many values', [section(1, [{ root: 'stars', key: 'x', any: many(100_000, () => 1) }])]);
  fresh(
    'ranges of nobody',
    [],
    many(10_000, (i) => [BASE + i, [[0, 2 ** 40]]] as const),
  );
  const known = live('account');
  const all = rawUpdate([section(1, many(MOST, star))], [[BASE + 1, many(MOST / 2, (i) => [2 * i, 1] as const)]]);
  shoot('a full account', known, all);
  shoot('  the same again', known, all);
  shoot('  overlapping ranges', known, rawUpdate([], [[BASE + 1, many(MOST, (i) => [i % 7, MOST] as const)]]));
  shoot('  all again', known, rawUpdate([], [[BASE + 1, [[0, MOST]]]]));
  shoot('  60 bytes', known, rawUpdate([section(3, [star(-1)])]));

  const chapter = live('chapter');
  const ids = many(1_900, id);
  shoot(
    'chapter of 1,900 messages',
    chapter,
    rawUpdate([
      section(
        1,
        ids.map((key) => ({ root: 'messages', key, bytes: envelope({ kind: 'text', text: 'x'.repeat(400) }) })),
      ),
    ]),
  );
  shoot(
    '  reactions to one',
    chapter,
    rawUpdate([
      section(
        2,
        many(MOST, () => ({
          root: 'reactions',
          key: `${ids[0]}/${MALLORY}/${id()}`,
          bytes: envelope({ kind: 'emoji', text: '👍' }),
        })),
      ),
    ]),
  );
  shoot(
    '  dead edits',
    chapter,
    rawUpdate([
      section(
        3,
        many(MOST, () => ({ root: 'edits', key: `${ids[1]}/${id()}`, dead: 1 })),
      ),
    ]),
  );
  shoot(
    '  edits of 80 KB',
    chapter,
    rawUpdate([
      section(
        4,
        many(50, () => ({
          root: 'edits',
          key: `${ids[1]}/${id()}`,
          bytes: envelope({ kind: 'text', text: '😀'.repeat(19_000) }),
        })),
      ),
    ]),
  );
  const bomb = (body: string) => ({
    root: 'messages',
    key: id(),
    bytes: encodeEnvelope({
      by: MALLORY,
      device: 7,
      at: 1,
      alg: 0,
      body: new TextEncoder().encode(body.slice(0, 131_000)),
    }),
  });
  const bombs = (what: string, body: string) =>
    shoot(
      `  ${what}`,
      live('chapter'),
      rawUpdate([
        section(
          1,
          many(30, () => bomb(body)),
        ),
      ]),
    );
  bombs(
    '30 bodies of many mentions',
    `{"kind":"text","text":"x","mentions":[${many(10_000, () => '{"by":1}').join()}]}`.padEnd(130_000),
  );
  bombs('30 bodies of many options', `{"kind":"poll","question":"x","options":[${many(40_000, () => '"a"').join()}]}`);
  bombs('30 deep bodies', '['.repeat(65_000) + ']'.repeat(65_000));
  bombs('30 bodies of many keys', `{"kind":"text",${many(9_000, (i) => `"k${i}":1`).join()}}`);
  shoot('  all messages removed without a deletion', chapter, rawUpdate([], [[BASE + 1, [[0, 1_900]]]]));
  const deletion = (key: string) => ({
    root: 'deletions',
    key,
    bytes: encodeEnvelope({
      by: MALLORY,
      device: 7,
      at: 1,
      alg: 0,
      body: encodeBody({ kind: 'deletion' }),
      author: MALLORY,
    }),
  });
  shoot('  one deletion', chapter, rawUpdate([section(5, [deletion(ids[5] as string)])]));
  shoot('  one deletion', chapter, rawUpdate([section(6, [deletion(ids[6] as string)])]));
  shoot('  all deletions', chapter, rawUpdate([section(7, ids.slice(10).map(deletion))]));
}
console.table(rows);
