import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { type JudgeContext, judge } from '../../shared/admission/judge.ts';
import { clockOf } from '../../shared/admission/live.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { groupAs } from '../support/group-as.ts';
import { mulberry } from '../support/mulberry.ts';

const ALICE = 1024;
const BOB = 1025;
const SERVER = makeClientId(1 as AccountNumber, mulberry(1));
const context = (number: number, more: Partial<JudgeContext> = {}): JudgeContext => ({
  kind: 'chapter',
  number,
  membership: groupAs('member'),
  now: 0,
  limits: LIMITS,
  newMessages: 'open',
  bytes: 0,
  strict: false,
  ...more,
});

/** A server's side of a chapter: applies what is judged good, sweeps included. */
const server = () => {
  const doc = new Y.Doc();
  const take = (writer: ChapterWriter, update: Uint8Array, more: Partial<JudgeContext> = {}) => {
    const before = Y.encodeStateAsUpdate(doc);
    const judged = judge(doc, update, context(writer.number, more));
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    if (judged.ok && judged.update) {
      Y.applyUpdate(doc, judged.update);
      Y.applyUpdate(doc, encodeUpdate(SERVER, clockOf(doc, SERVER), [], judged.sweep));
      expect(doc.store.pendingStructs).toBeNull();
      expect(doc.store.pendingDs).toBeNull();
    }
    return judged;
  };
  return { doc, take };
};
const code = (judged: ReturnType<typeof judge>) => (judged.ok ? 'ok' : judged.code);

describe('what honest members write is taken', () => {
  it('PERM-20 a message is taken, and named for its stamp', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('hello');
    const judged = take(alice, update);
    expect(judged).toMatchObject({
      ok: true,
      messages: [{ id, mentions: [], quiet: false, entry: doc.getMap('messages').get(id) }],
      purge: false,
    });
    expect(doc.getMap('messages').has(id)).toBe(true);
  });

  it('PERM-21 an edit, a reaction and its removal are taken', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    const bob = new ChapterWriter(BOB);
    const { id, update } = alice.message('hello');
    bob.receive(update);
    expect(code(take(alice, update))).toBe('ok');
    expect(take(alice, alice.edit(id, 'hello!'))).toMatchObject({ ok: true, edits: [{ messageId: id }] });
    const { key, update: reaction } = bob.react(id, '👍');
    expect(code(take(bob, reaction))).toBe('ok');
    expect(
      code(
        take(
          bob,
          bob.update(() => bob.doc.getMap('reactions').delete(key)),
        ),
      ),
    ).toBe('ok');
  });

  it('PERM-24 a deletion sweeps what the deleter did not know, and text is purged', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const bob = new ChapterWriter(BOB);
    const { id, update } = alice.message('secret');
    bob.receive(update);
    take(alice, update);
    take(bob, bob.react(id, '👍').update);
    const judged = take(alice, alice.remove(id, ALICE));
    expect(judged).toMatchObject({ ok: true, deletions: [id], purge: true });
    expect(doc.getMap('messages').size).toBe(0);
    expect(doc.getMap('reactions').size).toBe(0);
    // What arrives later for it is taken and swept.
    expect(take(bob, bob.react(id, '🙏').update)).toMatchObject({ ok: true });
    expect(doc.getMap('reactions').size).toBe(0);
    expect(Buffer.from(Y.encodeStateAsUpdate(doc)).includes('secret')).toBe(false);
  });

  it('PERM-24 a message written and deleted offline is taken, without a stamp', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id } = alice.message('never sent');
    alice.remove(id, ALICE);
    const judged = take(alice, Y.encodeStateAsUpdate(alice.doc));
    expect(judged).toMatchObject({ ok: true, messages: [], deletions: [id] });
    expect(doc.getMap('deletions').has(id)).toBe(true);
  });

  it('PERM-6 a message that arrives after its deletion is refused', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('too late');
    take(alice, update);
    take(alice, alice.remove(id, ALICE));
    const other = new ChapterWriter(ALICE, 7);
    expect(code(take(other, other.message('again', id).update))).toBe('already-written');
    // A moderator deleted what had never arrived here.
    const early = server();
    const bob = new ChapterWriter(BOB);
    const message = bob.message('still under way');
    const admin = new ChapterWriter(ALICE, 9);
    admin.receive(message.update);
    const deletion = admin.remove(message.id, BOB);
    expect(code(early.take(admin, deletion, { membership: groupAs('admin') }))).toBe('ok');
    expect(code(early.take(bob, message.update))).toBe('deleted');
    expect(early.doc.getMap('messages').has(message.id)).toBe(false);
    expect(doc.getMap('messages').has(id)).toBe(false);
  });

  it('PERM-24 what is edited and deleted in one update is deleted, as a message of its author', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('secret');
    take(alice, update);
    const both = Y.mergeUpdates([alice.edit(id, 'other words'), alice.remove(id, ALICE)]);
    const judged = take(alice, both);
    expect(judged).toMatchObject({ ok: true, edits: [], deletions: [id] });
    expect(judged.ok && [...judged.authors]).toEqual([[id, ALICE]]);
  });

  it('PERM-24 a second deletion, by a moderator, is taken', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    const bob = new ChapterWriter(BOB);
    const { id, update } = alice.message('x');
    bob.receive(update);
    take(alice, update);
    take(alice, alice.remove(id, ALICE));
    expect(code(take(bob, bob.remove(id, ALICE), { membership: groupAs('admin') }))).toBe('ok');
  });

  it('PERM-24 of several deletions the first accepted stands, whichever client id wins', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { doc, take } = server();
      const writers = [
        new ChapterWriter(ALICE, seed),
        new ChapterWriter(ALICE, seed + 500),
        new ChapterWriter(BOB, seed),
      ];
      const [first, second, third] = writers as [ChapterWriter, ChapterWriter, ChapterWriter];
      const { id, update } = first.message('x');
      take(first, update);
      for (const writer of [second, third]) writer.receive(update);
      const order = seed % 2 === 0 ? [first, third, second] : [third, second, first];
      let stands: Uint8Array | undefined;
      for (const writer of order) {
        const deletion = writer.remove(id, ALICE);
        const judged = take(writer, deletion, { membership: groupAs('admin') });
        expect(code(judged)).toBe('ok');
        if (!judged.ok) continue;
        const sets = judged.secondDeletions.map((late) => ({
          root: 'deletions',
          key: late.messageId,
          value: stands as Uint8Array,
          origin: late.id,
        }));
        Y.applyUpdate(doc, encodeUpdate(SERVER, clockOf(doc, SERVER), sets, []));
        stands ??= doc.getMap('deletions').get(id) as Uint8Array;
        expect(doc.getMap('deletions').get(id)).toEqual(stands);
      }
    }
  });

  it('CUT-1 foreign structs and unknown deletes are left out, and nothing is left waiting', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const bob = new ChapterWriter(BOB);
    const lost = bob.message('the server lost this');
    alice.receive(lost.update);
    alice.receive(bob.update(() => bob.doc.getMap('messages').delete(lost.id)));
    const own = alice.message('mine');
    const judged = take(alice, Y.encodeStateAsUpdate(alice.doc));
    expect(judged).toMatchObject({ ok: true, messages: [{ id: own.id }], foreignUnknown: true });
    expect(clockOf(doc, bob.doc.clientID)).toBe(0);
  });

  it('ADM-6 what is known already brings nothing', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    take(alice, alice.message('a').update);
    take(alice, alice.message('b').update);
    expect(take(alice, Y.encodeStateAsUpdate(alice.doc))).toMatchObject({ ok: true, update: undefined });
  });

  it('PERM-23 a vote may be changed, by its owner only', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('poll');
    take(alice, update);
    const choose = (choice: number) => alice.envelope({ kind: 'vote', choices: [choice] });
    const vote = (choice: number) => alice.set('votes', `${id}/${ALICE}`, choose(choice));
    expect(code(take(alice, vote(1)))).toBe('ok');
    expect(code(take(alice, Y.mergeUpdates([vote(2), vote(3)])))).toBe('ok');
    expect(code(take(alice, alice.set('votes', `${id}/${BOB}`, choose(1))))).toBe('not-yours');
  });
});

describe('hostile updates are refused and change nothing', () => {
  const hello = () => {
    const all = server();
    const alice = new ChapterWriter(ALICE);
    const mallory = new ChapterWriter(BOB);
    const { id, update } = alice.message('hello');
    mallory.receive(update);
    all.take(alice, update);
    return { ...all, alice, mallory, id };
  };

  it('PERM-4 writing, editing, deleting, reacting under another name', () => {
    const { take, mallory, id } = hello();
    const forged = (root: string, key: string) =>
      mallory.set(root, key, mallory.envelope({ kind: 'text', text: 'x' }, { by: ALICE }));
    expect(code(take(mallory, forged('messages', mallory.id())))).toBe('not-yours');
    const other = hello();
    expect(code(other.take(other.mallory, other.mallory.edit(other.id, 'hacked')))).toBe('not-yours');
    const third = hello();
    expect(code(third.take(third.mallory, third.mallory.remove(third.id, ALICE)))).toBe('not-yours');
    const fourth = hello();
    expect(code(fourth.take(fourth.mallory, fourth.mallory.remove(fourth.id, BOB)))).toBe('bad-value');
    const fifth = hello();
    const key = `${fifth.id}/${ALICE}/${fifth.mallory.id()}`;
    expect(
      code(
        fifth.take(
          fifth.mallory,
          fifth.mallory.set('reactions', key, fifth.mallory.envelope({ kind: 'emoji', text: '👎' })),
        ),
      ),
    ).toBe('not-yours');
    expect(id).toBeTruthy();
  });

  it('PERM-21 nobody edits another one’s message by deleting it in the same update, or after that', () => {
    const { take, mallory, id } = hello();
    const moderator = { membership: groupAs('admin') };
    const both = mallory.update(() => {
      mallory.doc.getMap('edits').set(`${id}/${mallory.id()}`, mallory.envelope({ kind: 'text', text: 'x' }));
      mallory.doc.getMap('deletions').set(id, mallory.envelope({ kind: 'deletion' }, { author: ALICE }));
      mallory.doc.getMap('messages').delete(id);
    });
    expect(code(take(mallory, both, moderator))).toBe('not-yours');
    const other = hello();
    const bob = new ChapterWriter(BOB, 99);
    other.take(other.mallory, other.mallory.remove(other.id, ALICE), moderator);
    expect(code(other.take(bob, bob.edit(other.id, 'x'), moderator))).toBe('not-yours');
  });

  it('PERM-4 PERM-8 nobody removes another person’s message or reaction without a deletion', () => {
    const { take, alice, mallory, id } = hello();
    const { key, update } = alice.react(id, '👍');
    take(alice, update);
    mallory.receive(update);
    expect(
      code(
        take(
          mallory,
          mallory.update(() => mallory.doc.getMap('reactions').delete(key)),
        ),
      ),
    ).toBe('not-yours');
    const other = hello();
    expect(
      code(
        other.take(
          other.mallory,
          other.mallory.update(() => other.mallory.doc.getMap('messages').delete(other.id)),
        ),
      ),
    ).toBe('not-allowed');
  });

  it('PERM-5 overwriting a message, and taking over a deleted one’s id', () => {
    const { take, alice, mallory, id } = hello();
    expect(code(take(mallory, mallory.message('mine now', id).update))).toBe('already-written');
    take(alice, alice.remove(id, ALICE));
    const late = new ChapterWriter(BOB, 77);
    expect(code(take(late, late.message('mine now', id).update))).toBe('already-written');
  });

  it('PERM-10 forging stamps and events', () => {
    const { take, mallory } = hello();
    expect(code(take(mallory, mallory.set('stamps', mallory.id(), [1, 2])))).toBe('server-only');
    const other = hello();
    expect(code(other.take(other.mallory, other.mallory.set('events', 'x', { kind: 'joined' })))).toBe('server-only');
  });

  it('CUT-2 structs under another account’s client id, or the server’s, never come in', () => {
    for (const number of [ALICE, 1, 0]) {
      const { doc, take, alice, mallory } = hello();
      mallory.doc.clientID = number === ALICE ? alice.doc.clientID : number * 2 ** 22 + 5;
      const before = clockOf(doc, mallory.doc.clientID);
      const judged = take(mallory, mallory.message('poison').update);
      expect(judged).toMatchObject({ ok: true, update: undefined });
      expect(take(mallory, mallory.message('poison').update, { strict: true })).toMatchObject({
        code: 'not-your-client-id',
      });
      expect(clockOf(doc, mallory.doc.clientID)).toBe(before);
      expect(code(take(alice, alice.message('still here').update))).toBe('ok');
    }
  });

  it('ADM-5 pending smuggling: a gap, a skip, an unknown neighbour', () => {
    const { take, mallory } = hello();
    mallory.message('first');
    expect(code(take(mallory, mallory.message('second').update))).toBe('missing-dependencies');
    const skip = encoding.createEncoder();
    for (const n of [1, 1, mallory.doc.clientID, 0]) encoding.writeVarUint(skip, n);
    encoding.writeUint8(skip, 10);
    encoding.writeVarUint(skip, 5);
    encoding.writeVarUint(skip, 0);
    expect(code(take(mallory, encoding.toUint8Array(skip)))).toBe('missing-dependencies');
    const fresh = new ChapterWriter(BOB, 5);
    const hanging = encodeUpdate(
      fresh.doc.clientID,
      0,
      [{ root: 'messages', key: 'x', value: Uint8Array.of(1), origin: { client: BOB * 2 ** 22 + 9, clock: 3 } }],
      [],
    );
    expect(code(take(fresh, hanging))).toBe('missing-dependencies');
    const own = encodeUpdate(
      fresh.doc.clientID,
      0,
      [{ root: 'messages', key: 'x', value: Uint8Array.of(1), origin: { client: fresh.doc.clientID, clock: 3 } }],
      [],
    );
    expect(code(take(fresh, own))).toBe('malformed');
  });

  it('ADM-1 garbage structs, v2 bytes, trailing bytes, cut-off and random bytes', () => {
    const { take, mallory } = hello();
    const gc = encoding.createEncoder();
    for (const n of [1, 1, mallory.doc.clientID, 0]) encoding.writeVarUint(gc, n);
    encoding.writeUint8(gc, 0);
    encoding.writeVarUint(gc, 5);
    encoding.writeVarUint(gc, 0);
    expect(code(take(mallory, encoding.toUint8Array(gc)))).toBe('malformed');
    const good = mallory.message('x').update;
    expect(code(take(mallory, Y.convertUpdateFormatV1ToV2(good)))).toBe('malformed');
    expect(code(take(mallory, Uint8Array.of(...good, 0)))).toBe('malformed');
    expect(code(take(mallory, good.slice(0, -3)))).toBe('malformed');
    const random = mulberry(3);
    for (let i = 0; i < 500; i++) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256));
      const judged = judge(mallory.doc, bytes, context(BOB));
      expect(judged.ok ? judged.update : undefined).toBeUndefined();
    }
  });

  it('ADM-4 PERM-1 PERM-2 nested types, unknown roots, malformed keys and content that is no plain value are refused', () => {
    const { take, mallory } = hello();
    expect(code(take(mallory, mallory.set('messages', mallory.id(), new Y.Map())))).toBe('nested');
    const other = hello();
    expect(code(other.take(other.mallory, other.mallory.set('messages', other.mallory.id(), 'text')))).toBe(
      'bad-value',
    );
    const third = hello();
    expect(
      code(
        third.take(
          third.mallory,
          third.mallory.update(() => third.mallory.doc.getArray('messages').push(['x'])),
        ),
      ),
    ).toBe('bad-key');
    const fourth = hello();
    expect(code(fourth.take(fourth.mallory, fourth.mallory.set('else', 'x', 1)))).toBe('unknown-root');
    const fifth = hello();
    expect(
      code(
        fifth.take(
          fifth.mallory,
          fifth.mallory.set('messages', 'not-an-id', fifth.mallory.envelope({ kind: 'text', text: 'x' })),
        ),
      ),
    ).toBe('bad-key');
  });

  it('ADM-2 giant updates and texts', () => {
    const { take, mallory } = hello();
    expect(code(take(mallory, new Uint8Array(LIMITS.updateBytes + 1)))).toBe('too-large');
    expect(code(take(mallory, mallory.message('x'.repeat(20_001)).update))).toBe('bad-value');
    const other = hello();
    expect(code(other.take(other.mallory, other.mallory.message('😀'.repeat(20_000)).update))).toBe('ok');
  });

  it('PERM-7 entries for messages nobody has seen wait for them', () => {
    const { take } = hello();
    const fresh = new ChapterWriter(BOB, 9);
    expect(take(fresh, fresh.react(fresh.id(), '👍').update)).toMatchObject({
      ok: false,
      code: 'unknown-message',
      retry: true,
    });
  });

  it('CHAP-2 a full chapter takes no new messages, but edits and reactions', () => {
    const { take, alice, id } = hello();
    expect(code(take(alice, alice.edit(id, 'late edit'), { newMessages: 'full' }))).toBe('ok');
    expect(code(take(alice, alice.message('too late').update, { newMessages: 'full' }))).toBe('chapter-full');
  });

  it('ADM-1 two sections of one client id', () => {
    const { take, mallory } = hello();
    const good = mallory.message('x').update;
    // One section and an empty delete set: repeat the section behind itself.
    const section = good.slice(1, -1);
    expect(code(take(mallory, Uint8Array.of(2, ...section, ...section, 0)))).toBe('malformed');
  });
});

it('ADM-7 what is judged good changes just the keys the judge saw, over random histories', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = mulberry(seed);
    const { doc, take } = server();
    const writers = [new ChapterWriter(ALICE, seed), new ChapterWriter(BOB, seed + 1000)];
    const ids: { id: string; by: number }[] = [];
    for (let step = 0; step < 40; step++) {
      const writer = writers[Math.floor(random() * 2)] as ChapterWriter;
      const roll = random();
      const target = ids[Math.floor(random() * ids.length)];
      const known = target !== undefined && writer.doc.getMap('messages').has(target.id);
      let update: Uint8Array;
      if (roll < 0.5 || target === undefined || !known) {
        const message = writer.message(`m${step}`);
        ids.push({ id: message.id, by: writer.number });
        update = message.update;
      } else if (roll < 0.7) update = writer.react(target.id, '👍').update;
      else if (target.by !== writer.number) continue;
      else if (roll < 0.85) update = writer.edit(target.id, `e${step}`);
      else update = writer.remove(target.id, writer.number);
      // Some updates are lost on the way; the next full sync carries them.
      if (random() < 0.3) continue;
      const all = random() < 0.5 ? update : Y.encodeStateAsUpdate(writer.doc);
      const judged = take(writer, all);
      if (!judged.ok) {
        expect(judged.retry).toBe(true);
        expect(take(writer, Y.encodeStateAsUpdate(writer.doc)).ok).toBe(true);
      }
      if (random() < 0.5) writer.receive(Y.encodeStateAsUpdate(doc));
    }
    for (const writer of writers) expect(take(writer, Y.encodeStateAsUpdate(writer.doc)).ok).toBe(true);
    for (const writer of writers) writer.receive(Y.encodeStateAsUpdate(doc));
    for (const writer of writers)
      for (const root of ['messages', 'edits', 'reactions', 'deletions'])
        expect([...writer.doc.getMap(root).keys()].sort()).toEqual([...doc.getMap(root).keys()].sort());
  }
});

describe('what a group has decided', () => {
  const quiet = { membership: groupAs('member', { post: 'admins' }) };
  const inDocument = (more: Partial<JudgeContext> = {}) =>
    ({ kind: 'conversation', newMessages: 'closed', ...more }) as const;

  it('PERM-20 who may not post still edits, reacts, votes and deletes what is theirs', () => {
    const { take } = server();
    const bob = new ChapterWriter(BOB);
    const { id, update } = bob.message('from before');
    expect(code(take(bob, update))).toBe('ok');
    expect(code(take(bob, bob.edit(id, 'better'), quiet))).toBe('ok');
    expect(code(take(bob, bob.react(id, '👍').update, quiet))).toBe('ok');
    const vote = bob.set('votes', `${id}/${BOB}`, bob.envelope({ kind: 'vote', choices: [0] }));
    expect(code(take(bob, vote, quiet))).toBe('ok');
    expect(code(take(bob, bob.remove(id, BOB), quiet))).toBe('ok');
    const again = new ChapterWriter(BOB, 9);
    expect(code(take(again, again.message('new').update, quiet))).toBe('not-allowed');
    expect(code(take(new ChapterWriter(BOB, 10), new ChapterWriter(BOB, 10).message('new').update))).toBe('ok');
  });

  it('PERM-20 a message that arrives deleted takes the right to post all the same', () => {
    const { doc, take } = server();
    const bob = new ChapterWriter(BOB);
    const { id } = bob.message('never sent');
    bob.remove(id, BOB);
    expect(code(take(bob, Y.encodeStateAsUpdate(bob.doc), quiet))).toBe('not-allowed');
    expect(code(take(bob, Y.encodeStateAsUpdate(bob.doc)))).toBe('ok');
    expect(doc.getMap('messages').size).toBe(0);
  });

  it.each([' ', '\n', '\u200b', '\ufeff', '\u0000', '\ud800', '\u202e\u202e', '\u3164', '\u0301', '\u2800\u00ad'])(
    'LINE-4 a message that shows nothing is refused: %j',
    (text) => {
      const { take } = server();
      const alice = new ChapterWriter(ALICE);
      expect(code(take(alice, alice.message(text).update))).toBe('bad-value');
      const edits = server();
      const bob = new ChapterWriter(BOB);
      const { id, update } = bob.message('seen');
      edits.take(bob, update);
      expect(code(edits.take(bob, bob.edit(id, text)))).toBe('bad-value');
    },
  );

  it.each(['.', '\n1', ' \u200bx', '👍', '❤\ufe0f', '\u{1FAFF}', 'e\u0301', 'ـ'])(
    'LINE-4 a message that shows something is taken: %j',
    (text) => {
      const alice = new ChapterWriter(ALICE);
      expect(code(server().take(alice, alice.message(text).update))).toBe('ok');
    },
  );

  it('PERM-30 each key of the profile holds its own kind of body', () => {
    const { take } = server();
    const admin = { ...inDocument(), membership: groupAs('admin') };
    const put = (key: string, body: Parameters<ChapterWriter['envelope']>[0]) => {
      const writer = new ChapterWriter(ALICE, key.length + JSON.stringify(body).length);
      return code(take(writer, writer.set('profile', key, writer.envelope(body)), admin));
    };
    expect(put('picture', { kind: 'picture', hash: 'b'.repeat(64) })).toBe('ok');
    expect(put('picture', { kind: 'picture', hash: '' })).toBe('ok');
    expect(put('picture', { kind: 'picture', hash: '../x' })).toBe('bad-value');
    expect(put('picture', { kind: 'name', text: 'x' })).toBe('bad-value');
    expect(put('name', { kind: 'text', text: 'a whole message as a name' })).toBe('bad-value');
    expect(put('topic', { kind: 'text', text: 'boats' })).toBe('ok');
    expect(put('other', { kind: 'name', text: 'x' })).toBe('bad-key');
  });

  it('PERM-33 PERM-34 settings say what they decide, the owner alone who may change them', () => {
    const { take } = server();
    let seed = 50;
    const set = (key: string, value: unknown, more: Partial<JudgeContext>) => {
      const writer = new ChapterWriter(ALICE, seed++);
      return take(writer, writer.set('settings', key, value), inDocument(more));
    };
    const admin = { membership: groupAs('admin') };
    expect(set('right/post', 'admins', admin)).toMatchObject({ ok: true, wrote: { rights: { post: 'admins' } } });
    expect(set('history', 'joining', admin)).toMatchObject({ ok: true, wrote: { history: 'joining' } });
    for (const [key, value] of [
      ['right/post', 'owner'],
      ['right/add', 'nobody'],
      ['history', 'some'],
      ['right/settings', 'everyone'],
    ] as const)
      expect([key, code(set(key, value, { membership: groupAs('owner') }))]).toEqual([key, 'bad-value']);
    expect(code(set('right/write', 'admins', admin))).toBe('bad-key');
    expect(code(set('right/settings', 'owner', admin))).toBe('not-allowed');
    expect(code(set('right/settings', 'owner', { membership: groupAs('owner') }))).toBe('ok');
    expect(code(set('right/pin', 'everyone', { membership: groupAs('admin', { settings: 'owner' }) }))).toBe(
      'not-allowed',
    );
    const direct = { membership: { ...groupAs('member'), kind: 'direct' } } as const;
    expect(code(set('disappear', 86_400, direct))).toBe('ok');
    expect(code(set('history', 'all', direct))).toBe('not-allowed');
    expect(code(set('right/post', 'admins', direct))).toBe('not-allowed');
  });

  it('PERM-31 a setting is taken away only by who may set it', () => {
    const { take, doc } = server();
    const owner = new ChapterWriter(ALICE);
    const asOwner = inDocument({ membership: groupAs('owner') });
    expect(code(take(owner, owner.set('settings', 'right/settings', 'owner'), asOwner))).toBe('ok');
    const bob = new ChapterWriter(BOB);
    bob.receive(Y.encodeStateAsUpdate(doc));
    const removal = bob.update(() => bob.doc.getMap('settings').delete('right/settings'));
    expect(code(take(bob, removal, inDocument({ membership: groupAs('admin') })))).toBe('not-allowed');
    expect(code(take(bob, removal, asOwner))).toBe('ok');
  });
});
