import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { judge } from '../../shared/admission/judge.ts';
import { clockOf } from '../../shared/admission/live.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';
import { ALICE, BOB, code, context, server } from '../support/judged-server.ts';
import { mulberry } from '../support/mulberry.ts';

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
      expect(judged).toMatchObject({ ok: true, value: { update: undefined } });
      expect(take(mallory, mallory.message('poison').update, { strict: true })).toMatchObject({
        error: { code: 'not-your-client-id' },
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
      expect(judged.ok ? judged.value.update : undefined).toBeUndefined();
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
      error: { code: 'unknown-message', retry: true },
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
