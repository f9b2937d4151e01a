import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, EVERYBODY, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { OPENING, openPlain } from '../../shared/envelope/opened-body.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { createChapterIndex } from '../../shared/timeline/chapter-index.ts';
import { readLatest } from '../../shared/timeline/chapter-message.ts';
import { arrivedLate, shownAt } from '../../shared/timeline/message-order.ts';

const ALICE = 1024;
const BOB = 1025;
const SERVER = 1;
const SPAN = 2 ** 22;
const id = (n: number) => `01K0000000000000000000000${n}` as MessageId;

/** Writes as somebody: under a client id of the account, whatever the envelope claims. */
const as = (doc: Y.Doc, owner: number, work: (doc: Y.Doc) => void): void => {
  const writer = new Y.Doc();
  Y.applyUpdate(writer, Y.encodeStateAsUpdate(doc));
  writer.clientID = owner * SPAN + 7;
  writer.transact(() => work(writer));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer, Y.encodeStateVector(doc)));
};
const envelope = (by: number, at: number, body: Body, author?: number) =>
  encodeEnvelope({ by, device: 1, at, alg: 0, body: encodeBody(body), ...(author === undefined ? {} : { author }) });
const text = (by: number, at: number, words: string) => envelope(by, at, { kind: 'text', text: words });
const write = (doc: Y.Doc, by: number, n: number, at: number, words: string) =>
  as(doc, by, (into) => into.getMap('messages').set(id(n), text(by, at, words)));
const stamp = (doc: Y.Doc, key: string, seq: number, at: number) =>
  as(doc, SERVER, (into) => into.getMap('stamps').set(key, [seq, at]));

describe('order', () => {
  it('TL-1 shows stamped messages by seq, then own pending ones by time', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 500, 'written first, stamped last');
    write(doc, BOB, 2, 900, 'stamped first');
    write(doc, ALICE, 3, 700, 'pending, later');
    write(doc, ALICE, 4, 600, 'pending, earlier');
    stamp(doc, id(2), 1, 1_000);
    stamp(doc, id(1), 2, 2_000);
    expect(index.messages().map((one) => one.text)).toEqual([
      'stamped first',
      'written first, stamped last',
      'pending, earlier',
      'pending, later',
    ]);
    expect(index.newestSeq()).toBe(2);
  });

  it('TL-2 bounds the shown time by the stamp, and marks what arrived late', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 9_000_000, 'from the future');
    write(doc, ALICE, 2, 1_000, 'late');
    stamp(doc, id(1), 1, 5_000);
    stamp(doc, id(2), 2, 1_000 + 601_000);
    const [future, late] = index.messages();
    expect(future && shownAt(future)).toBe(5_000);
    expect(future && arrivedLate(future)).toBeUndefined();
    expect(late && arrivedLate(late)).toBe(602_000);
  });
});

describe('edits', () => {
  const edit = (doc: Y.Doc, by: number, key: string, at: number, words: string) =>
    as(doc, by, (into) => into.getMap('edits').set(`${id(1)}/${key}`, text(by, at, words)));

  it('TL-3 shows the latest stamped edit of the author, and an own unstamped one after it', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'first');
    stamp(doc, id(1), 1, 200);
    edit(doc, ALICE, 'E2', 900, 'stamped earlier');
    edit(doc, ALICE, 'E1', 300, 'stamped later');
    stamp(doc, 'E2', 1, 1_000);
    stamp(doc, 'E1', 1, 2_000);
    expect(index.get(id(1))).toMatchObject({ text: 'stamped later', edited: true });
    edit(doc, ALICE, 'E0', 50, 'not yet stamped');
    expect(index.get(id(1))?.text).toBe('not yet stamped');
  });

  it('TL-3 ignores edits by others than the author', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'mine');
    edit(doc, BOB, 'E1', 300, 'not yours');
    expect(index.get(id(1))).toMatchObject({ text: 'mine', edited: false });
  });
});

describe('forgery', () => {
  it('TL-4 does not show an entry under a client id of somebody else', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    as(doc, BOB, (into) => into.getMap('messages').set(id(1), text(ALICE, 100, 'I am Alice')));
    expect(index.messages()).toEqual([]);
  });

  it('TL-4 takes stamps from the server alone', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, BOB, 1, 100, 'hello');
    as(doc, BOB, (into) => into.getMap('stamps').set(id(1), [1, 100]));
    expect(index.get(id(1))?.stamp).toBeUndefined();
  });

  it('TL-4 shows that it cannot open what it does not know, never as markup of something else', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    as(doc, ALICE, (into) =>
      into
        .getMap('messages')
        .set(id(1), encodeEnvelope({ by: ALICE, device: 1, at: 1, alg: 7, body: Uint8Array.of(1) })),
    );
    expect(index.get(id(1))).toMatchObject({ text: undefined, unopened: 'unknown' });
  });
});

describe('whom a message mentions', () => {
  const CAROL = 1026;
  const naming = (...numbers: number[]): Body => ({
    kind: 'text',
    text: '@x',
    ...(numbers.length === 0 ? {} : { mentions: numbers.map((by) => ({ by, name: 'x' })) }),
  });
  const wrap = (body: Body, header: Partial<Envelope>) =>
    encodeEnvelope({ by: ALICE, device: 1, at: 1, alg: 0, body: encodeBody(body), ...header });
  const mentioned = (body: Body, header: Partial<Envelope>, ...edits: Uint8Array[]) => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    as(doc, ALICE, (into) => {
      into.getMap('messages').set(id(1), wrap(body, header));
      for (const [i, edit] of edits.entries()) into.getMap('edits').set(`${id(1)}/E${i}`, edit);
    });
    return index.get(id(1))?.mentions;
  };
  const answer: Body = { kind: 'text', text: 'x', reply: { chapter: 0, id: id(2) } };

  it('TL-33 is what header and body agree on', () => {
    expect(mentioned(naming(BOB), { mentions: [BOB] })).toEqual([BOB]);
    expect(mentioned(naming(BOB), { mentions: [CAROL] })).toEqual([]);
    expect(mentioned(naming(BOB, CAROL), { mentions: [CAROL] })).toEqual([CAROL]);
    expect(mentioned(naming(), { mentions: [EVERYBODY] })).toEqual([]);
    expect(mentioned({ kind: 'text', text: '@all', everyone: true }, { mentions: [EVERYBODY] })).toEqual([EVERYBODY]);
  });

  it('TL-33 is what the body says where the header, perhaps an old one, says nobody', () => {
    expect(mentioned(naming(BOB), {})).toEqual([BOB]);
    expect(mentioned(naming(BOB), { quiet: true })).toEqual([]);
  });

  it('TL-33 is one account more for an answer, and never everybody', () => {
    expect(mentioned(answer, { mentions: [BOB] })).toEqual([BOB]);
    expect(mentioned(answer, { mentions: [BOB, CAROL] })).toEqual([]);
    expect(mentioned(answer, { mentions: [EVERYBODY] })).toEqual([]);
    expect(mentioned(answer, {})).toEqual([]);
  });

  it('TL-33 is what the latest edit says, unless the message is quiet', () => {
    const edit = wrap(naming(CAROL), { mentions: [BOB, CAROL] });
    expect(mentioned(naming(BOB), { mentions: [BOB] }, edit)).toEqual([CAROL]);
    expect(mentioned(answer, { mentions: [BOB] }, edit)).toEqual([BOB, CAROL]);
    expect(mentioned(answer, { quiet: true }, edit)).toEqual([]);
    const sealed = (header: Partial<Envelope>) =>
      encodeEnvelope({ by: ALICE, device: 1, at: 1, alg: 7, body: Uint8Array.of(1), ...header });
    const opening = (entry: Uint8Array) =>
      readLatest(ALICE, entry, sealed({ mentions: [BOB] }), (one) => (one.alg === 7 ? OPENING : openPlain(one)));
    expect(opening(sealed({}))?.mentions).toEqual([BOB]);
    for (const entry of [sealed({ quiet: true }), wrap(answer, { quiet: true })])
      expect(opening(entry)).toMatchObject({ mentions: [], quiet: true, unopened: 'opening' });
  });
});

describe('the latest message from the bytes of the facts', () => {
  const words = (by: number, body: Body) => envelope(by, 1, body);
  const latestOf = (by: number, entry: Uint8Array, edit?: Uint8Array) => readLatest(by, entry, edit, openPlain);

  it('FACT-11 reads as in the timeline: an edited text, a closed poll', () => {
    const poll: Body = { kind: 'poll', text: 'Boats?', options: ['a', 'b'], multiple: false, anonymous: false };
    expect(latestOf(ALICE, words(ALICE, { kind: 'text', text: 'one' }))?.text).toBe('one');
    const edit = words(ALICE, { kind: 'text', text: 'two' });
    expect(latestOf(ALICE, words(ALICE, { kind: 'text', text: 'one' }), edit)?.text).toBe('two');
    expect(latestOf(ALICE, words(ALICE, poll), words(ALICE, { kind: 'poll-closed' }))?.text).toBe('📊 Boats?');
  });

  it('FACT-11 reads nothing of another author, and nothing sealed', () => {
    const one = words(ALICE, { kind: 'text', text: 'one' });
    expect(latestOf(BOB, one)).toBeUndefined();
    expect(latestOf(ALICE, one, words(BOB, { kind: 'text', text: 'two' }))).toBeUndefined();
    expect(latestOf(ALICE, Uint8Array.of(1, 2))).toBeUndefined();
    const sealed = encodeEnvelope({ by: ALICE, device: 1, at: 1, alg: 7, body: Uint8Array.of(1) });
    expect(latestOf(ALICE, sealed)).toMatchObject({ text: undefined });
    expect(latestOf(ALICE, one, sealed)).toMatchObject({ text: undefined });
  });
});

describe('deletion', () => {
  const remove = (doc: Y.Doc, by: number, author: number) =>
    as(doc, by, (into) => {
      into.getMap('messages').delete(id(1));
      into.getMap('deletions').set(id(1), envelope(by, 500, { kind: 'deletion' }, author));
    });

  it('TL-5 keeps the place of a stamped message, with its deleter', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'secret');
    stamp(doc, id(1), 1, 200);
    remove(doc, BOB, ALICE);
    expect(index.messages()).toMatchObject([{ by: ALICE, deletedBy: BOB, text: undefined, stamp: { seq: 1 } }]);
  });

  it('TL-5 lets an unstamped one vanish', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'never sent');
    remove(doc, ALICE, ALICE);
    expect(index.messages()).toEqual([]);
  });

  it('TL-5 takes a deletion that the server has written again for its first author', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'secret');
    stamp(doc, id(1), 1, 200);
    as(doc, SERVER, (into) => into.getMap('deletions').set(id(1), envelope(ALICE, 500, { kind: 'deletion' }, ALICE)));
    expect(index.get(id(1))?.deletedBy).toBe(ALICE);
  });
});

describe('reactions', () => {
  const react = (doc: Y.Doc, by: number, key: string, at: number, emoji: string, claimed = by) =>
    as(doc, by, (into) =>
      into.getMap('reactions').set(`${id(1)}/${claimed}/${key}`, envelope(by, at, { kind: 'emoji', text: emoji })),
    );

  it('TL-6 counts each person once for each emoji, and not under the key of another', () => {
    const doc = new Y.Doc();
    const index = createChapterIndex(doc, 0);
    write(doc, ALICE, 1, 100, 'look');
    react(doc, BOB, 'R1', 200, '👍');
    react(doc, BOB, 'R2', 300, '👍');
    react(doc, ALICE, 'R3', 400, '👍');
    react(doc, BOB, 'R4', 500, '⚓', ALICE);
    expect(index.get(id(1))?.reactions).toEqual([{ emoji: '👍', by: [BOB, ALICE] }]);
    as(doc, BOB, (into) => into.getMap('reactions').delete(`${id(1)}/${BOB}/R1`));
    expect(index.get(id(1))?.reactions[0]?.by).toEqual([BOB, ALICE]);
  });
});

describe('index', () => {
  it('TL-9 keeps unchanged messages as they are, and tells which changed', () => {
    const doc = new Y.Doc();
    write(doc, ALICE, 1, 100, 'one');
    const told: string[][] = [];
    const index = createChapterIndex(doc, 0, (ids) => told.push([...ids]));
    const before = index.get(id(1));
    write(doc, ALICE, 2, 200, 'two');
    expect(index.get(id(1))).toBe(before);
    stamp(doc, id(2), 1, 300);
    expect(told).toEqual([[id(2)], [id(2)]]);
    index.destroy();
    write(doc, ALICE, 3, 300, 'three');
    expect(told).toHaveLength(2);
  });
});
