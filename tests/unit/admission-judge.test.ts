import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { clockOf } from '../../shared/admission/live.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';
import { ALICE, BOB, code, SERVER, server } from '../support/judged-server.ts';
import { mulberry, pickOne } from '../support/mulberry.ts';

describe('what honest members write is taken', () => {
  it('PERM-20 a message is taken, and named for its stamp', () => {
    const { doc, take } = server();
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('hello');
    const judged = take(alice, update);
    expect(judged).toMatchObject({
      ok: true,
      value: {
        messages: [{ id, mentions: [], quiet: false, entry: doc.getMap('messages').get(id) }],
        purge: false,
      },
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
    expect(take(alice, alice.edit(id, 'hello!'))).toMatchObject({ ok: true, value: { edits: [{ messageId: id }] } });
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
    expect(judged).toMatchObject({ ok: true, value: { deletions: [id], purge: true } });
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
    expect(judged).toMatchObject({ ok: true, value: { messages: [], deletions: [id] } });
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
    expect(judged).toMatchObject({ ok: true, value: { edits: [], deletions: [id] } });
    expect(judged.ok && [...judged.value.authors]).toEqual([[id, ALICE]]);
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
        const sets = judged.value.secondDeletions.map((late) => ({
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
    expect(judged).toMatchObject({ ok: true, value: { messages: [{ id: own.id }], foreignUnknown: true } });
    expect(clockOf(doc, bob.doc.clientID)).toBe(0);
  });

  it('ADM-6 what is known already brings nothing', () => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    take(alice, alice.message('a').update);
    take(alice, alice.message('b').update);
    expect(take(alice, Y.encodeStateAsUpdate(alice.doc))).toMatchObject({ ok: true, value: { update: undefined } });
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

it('ADM-7 what is judged good changes just the keys the judge saw, over random histories', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = mulberry(seed);
    const { doc, take } = server();
    const writers = [new ChapterWriter(ALICE, seed), new ChapterWriter(BOB, seed + 1000)];
    const ids: { id: string; by: number }[] = [];
    for (let step = 0; step < 40; step++) {
      const writer = pickOne(writers, random);
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
        expect(judged.error.retry).toBe(true);
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
