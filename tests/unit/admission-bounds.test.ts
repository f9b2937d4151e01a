import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { measureChapter } from '../../shared/admission/chapter-size.ts';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import type { Body } from '../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { PERMISSIONS, type Permission } from '../../shared/permissions/table.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { ALICE, BOB, BODIES, dead, server } from '../support/bounded-server.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';

/** A key of the device under which all is written here. */
const DRAFT = 'd-feqhmnm5obel7pyw52sg4tp35zebf54m/7';

const bodyOf = (name: string): Body => new Map<string, Body>(Object.entries(BODIES)).get(name) ?? BODIES.messages;

const PLAIN: Record<string, readonly [key: string, value: unknown]> = {
  settings: ['disappear', 86_400],
  stars: ['x', 1],
  hidden: ['x', 1],
  preferences: ['x', 1],
  contacts: ['x', 1],
};

/** A document with a message of Alice, and a good entry of hers for a row of the table. */
const goodEntry = (row: Permission, key?: string) => {
  const all = server({ kind: row.document, membership: groupAs('owner') });
  const alice = new ChapterWriter(ALICE, 3);
  const { id, update } = alice.message('hello');
  if (row.document === 'chapter') expect(all.take(alice, update)).toBe('ok');
  const place = {
    messages: alice.id(),
    edits: `${id}/${alice.id()}`,
    reactions: `${id}/${ALICE}/${alice.id()}`,
    votes: `${id}/${ALICE}`,
    deletions: id,
    pins: `0/${id}`,
    drafts: DRAFT,
  }[row.root];
  const more: Partial<Envelope> = row.root === 'deletions' ? { author: ALICE } : {};
  const envelope = (change: Partial<Envelope> = {}) => alice.envelope(bodyOf(key ?? row.root), { ...more, ...change });
  const writer = new ChapterWriter(ALICE, 4);
  return {
    ...all,
    writer,
    id,
    envelope,
    put: (value: unknown, at = key ?? place ?? PLAIN[row.root]?.[0] ?? 'x') =>
      all.take(writer, writer.set(row.root, at, value)),
  };
};

const ENVELOPE_ROWS = PERMISSIONS.filter(({ who, value }) => who !== 'server' && value === 'envelope').flatMap((row) =>
  (typeof row.key === 'string' ? [undefined] : row.key).map((key) => ({ row, key })),
);

/** Another byte form of the same envelope: its first number in one byte more than it takes. */
const longer = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.findIndex((byte) => byte < 0x80);
  return Uint8Array.of(...bytes.slice(0, end), (bytes[end] ?? 0) | 0x80, 0, ...bytes.slice(end + 1));
};

const json = (text: string): Partial<Envelope> => ({ body: new TextEncoder().encode(text) });

describe.each(ENVELOPE_ROWS)('what the judge takes into $row.document/$row.root $key', ({ row, key }) => {
  const name = key ?? row.root;
  const text = JSON.stringify(bodyOf(name));
  const forms: readonly (readonly [
    what: string,
    value: (good: ReturnType<typeof goodEntry>) => unknown,
    code: string,
  ])[] = [
    ['a good one', (good) => good.envelope(), 'ok'],
    ['unknown trailing fields', (good) => good.envelope({ rest: [[9, Uint8Array.of(1, 2)]] }), 'ok'],
    ['a sealed body', (good) => good.envelope({ alg: 1 }), 'bad-value'],
    ['a sealed body of a far alg', (good) => good.envelope({ alg: 2 ** 40 }), 'bad-value'],
    ['another writer', (good) => good.envelope({ by: BOB }), 'not-yours'],
    ['a number in more bytes than it takes', (good) => longer(good.envelope()), 'bad-value'],
    ['bytes behind it', (good) => Uint8Array.of(...good.envelope(), 0), 'bad-value'],
    ['an empty value', () => new Uint8Array(), 'bad-value'],
    ['spaces in the body', (good) => good.envelope(json(text.replace(':', ': '))), 'bad-value'],
    ['a second spelling in the body', (good) => good.envelope(json(text.replace('k', '\\u006b'))), 'bad-value'],
    ['a key twice in the body', (good) => good.envelope(json(text.replace('{', '{"kind":"x",'))), 'bad-value'],
    ['the last time of the year 9999', (good) => good.envelope({ at: LIMITS.latestTime }), 'ok'],
    ['a time after the year 9999', (good) => good.envelope({ at: LIMITS.latestTime + 1 }), 'bad-value'],
    ['a time of 9e15', (good) => good.envelope({ at: 9e15 }), 'bad-value'],
    ['a plain value', () => 'x', 'bad-value'],
    ['fields beyond its size', (good) => good.envelope({ sig: new Uint8Array(140 * 1024) }), 'too-large'],
  ];
  it.each(forms)('ADM-18 %s', (_, value, code) => {
    const good = goodEntry(row, key);
    expect(good.put(value(good))).toBe(code);
  });

  it('ADM-16 a device number that is not of the account', () => {
    const devices = (session: number | 'first' | undefined, ...registered: number[]) => ({
      devices: { registered: new Set(registered), session },
    });
    const codeOf = (more: Pick<JudgeContext, 'devices'>) => {
      const good = goodEntry(row, key);
      const place = { messages: good.writer.id(), deletions: good.id, votes: `${good.id}/${ALICE}`, drafts: DRAFT }[
        row.root
      ];
      const at =
        key ??
        place ??
        (row.root === 'edits' ? `${good.id}/${good.writer.id()}` : `${good.id}/${ALICE}/${good.writer.id()}`);
      return good.take(good.writer, good.writer.set(row.root, at, good.envelope()), more);
    };
    expect(codeOf(devices(undefined, 7))).toBe('ok');
    expect(codeOf(devices(7))).toBe('ok');
    expect(codeOf(devices('first'))).toBe('ok');
    expect(codeOf(devices(8))).toBe('not-your-device');
    expect(codeOf(devices(8, 9))).toBe('not-your-device');
    expect(codeOf(devices(undefined))).toBe('not-your-device');
  });
});

describe('device numbers', () => {
  it('ADM-16 a session that names none writes under one number', () => {
    const { take } = server({ devices: { registered: new Set(), session: 'first' } });
    const alice = new ChapterWriter(ALICE);
    const two = Y.mergeUpdates([
      alice.set('messages', alice.id(), alice.envelope(BODIES.messages, { device: 1 })),
      alice.set('messages', alice.id(), alice.envelope(BODIES.messages, { device: 2 })),
    ]);
    expect(take(alice, two)).toBe('not-your-device');
  });
});

describe('dates beside envelopes', () => {
  it.each([-1, 0.5, 9e15, LIMITS.latestTime + 1, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '1', null, 5n])(
    'ADM-18 a pin of %s is refused',
    (value) => {
      const { take } = server({ kind: 'conversation', membership: groupAs('owner') });
      const alice = new ChapterWriter(ALICE);
      expect(take(alice, alice.set('pins', `0/${alice.id()}`, value))).toBe('bad-value');
    },
  );

  it('ADM-18 an id that names a time after the year 9999 is refused', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    expect(take(alice, alice.message('x', `7ZZZZZZZZZ${alice.id().slice(10)}`).update)).toBe('bad-key');
  });
});

describe('ids of messages and edits share one space', () => {
  const start = () => {
    const all = server();
    const [alice, mallory] = [new ChapterWriter(ALICE), new ChapterWriter(BOB)];
    const hers = alice.message('hers');
    const own = mallory.message('own');
    expect(all.take(alice, hers.update)).toBe('ok');
    expect(all.take(mallory, own.update)).toBe('ok');
    const edit = (id: string) => mallory.set('edits', `${own.id}/${id}`, mallory.envelope(BODIES.edits));
    return { ...all, alice, mallory, hers, own, edit };
  };

  it('PERM-13 an edit under the id of a message, of anybody, is refused', () => {
    for (const pick of ['hers', 'own'] as const) {
      const { take, mallory, edit, [pick]: message } = start();
      expect(take(mallory, edit(message.id))).toBe('already-written');
    }
  });

  it('PERM-13 a message under the id of an edit, and an edit under that of another, are refused', () => {
    const { take, mallory, edit, alice } = start();
    const id = mallory.id();
    expect(take(mallory, edit(id))).toBe('ok');
    const again = new ChapterWriter(BOB, 9);
    expect(take(again, again.message('late', id).update)).toBe('already-written');
    expect(take(alice, alice.message('late', id).update)).toBe('already-written');
  });

  it('PERM-13 an id twice in one update is refused, in whatever order', () => {
    for (const isEditFirst of [true, false]) {
      const { take, mallory, edit } = start();
      const id = mallory.id();
      const parts = [() => edit(id), () => mallory.message('x', id).update];
      const update = Y.mergeUpdates((isEditFirst ? parts : parts.reverse()).map((part) => part()));
      expect(take(mallory, update)).toBe('already-written');
    }
  });

  it('PERM-13 an edit under the id of a message that arrived deleted is refused', () => {
    const { take, mallory, edit } = start();
    const id = mallory.id();
    const other = new ChapterWriter(BOB, 31);
    expect(take(other, dead(other.doc.clientID, 0, [{ root: 'messages', key: id }]))).toBe('ok');
    expect(take(mallory, edit(id))).toBe('already-written');
  });
});

describe('dead entries', () => {
  it('PERM-14 a message that arrives deleted takes the right to post and counts for its chapter', () => {
    const { doc, take } = server();
    const bob = new ChapterWriter(BOB);
    const update = dead(bob.doc.clientID, 0, [{ root: 'messages', key: bob.id() }]);
    expect(take(bob, update, { membership: groupAs('member', { post: 'admins' }) })).toBe('not-allowed');
    expect(take(bob, update, { newMessages: 'full' })).toBe('chapter-full');
    expect(take(bob, update)).toBe('ok');
    expect(measureChapter(doc, 0).messages).toBe(1);
  });

  it.each(['name', 'topic', 'picture'])('PERM-17 nothing removes the %s of a group', (key) => {
    const put = (seed: number) => {
      const all = server({ kind: 'conversation', membership: groupAs('owner'), strict: false });
      const alice = new ChapterWriter(ALICE, seed);
      expect(all.take(alice, alice.set('profile', key, alice.envelope(bodyOf(key))))).toBe('ok');
      return { ...all, alice };
    };
    // Something dead over it; its removal; both at once; a new value that is dead on arrival, with and without the old one.
    for (let seed = 1; seed < 12; seed++) {
      const over = put(seed);
      const { clientID } = over.alice.doc;
      const out = encoding.createEncoder();
      for (const n of [1, 1, clientID, 1]) encoding.writeVarUint(out, n);
      encoding.writeUint8(out, 0x80 | 0x20 | 1);
      for (const n of [clientID, 0, 1, 0]) encoding.writeVarUint(out, n);
      expect(over.take(over.alice, encoding.toUint8Array(out))).toBe('not-allowed');

      const removed = put(seed);
      const removal = removed.alice.update(() => removed.alice.doc.getMap('profile').delete(key));
      expect(removed.take(removed.alice, removal)).toBe('not-allowed');

      // By another client id, which wins or loses against the first: the value written dies, and the old one with it.
      const both = put(seed);
      const other = new ChapterWriter(ALICE, seed + 100);
      const value = other.set('profile', key, other.envelope(bodyOf(key)));
      const id = { client: other.doc.clientID, clock: 0 };
      const killing = encodeUpdate(
        0,
        0,
        [],
        [
          { ...id, length: 1 },
          { client: both.alice.doc.clientID, clock: 0, length: 1 },
        ],
      );
      expect(both.take(other, Y.mergeUpdates([value, killing]))).not.toBe('ok');
      const half = encodeUpdate(0, 0, [], [{ client: both.alice.doc.clientID, clock: 0, length: 1 }]);
      const code = both.take(other, Y.mergeUpdates([value, half]));
      expect(both.doc.getMap('profile').has(key), code).toBe(true);
    }
  });

  it('PERM-17 a name that was changed twice offline is taken', () => {
    const { doc, take } = server({ kind: 'conversation', membership: groupAs('owner'), strict: false });
    const alice = new ChapterWriter(ALICE);
    take(alice, alice.set('profile', 'name', alice.envelope({ kind: 'name', text: 'a' })));
    for (const text of ['b', 'c']) alice.set('profile', 'name', alice.envelope({ kind: 'name', text }));
    expect(take(alice, Y.encodeStateAsUpdate(alice.doc, Y.encodeStateVector(doc)))).toBe('ok');
    expect(doc.getMap('profile').get('name')).toEqual(alice.doc.getMap('profile').get('name'));
  });
});

it('ADM-18 golden: an envelope of version 1 is in its one form', () => {
  const envelope: Envelope = {
    by: ALICE,
    device: 7,
    at: 1,
    alg: 0,
    body: new TextEncoder().encode('{"kind":"text","text":"x"}'),
  };
  const { take } = server();
  const alice = new ChapterWriter(ALICE);
  expect(take(alice, alice.set('messages', alice.id(), encodeEnvelope(envelope)))).toBe('ok');
});
