import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isFull, measureChapter } from '../../shared/admission/chapter-size.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { DEFAULT_RIGHTS } from '../../shared/permissions/group-rights.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { createDailyAllowance } from '../../sync-server/admission/daily-allowance.ts';
import { ALICE, BOB, BODIES, dead, server } from '../support/bounded-server.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';
import { mulberry } from '../support/mulberry.ts';

describe('how much one person may write', () => {
  const hello = (limits: Partial<Limits> = {}) => {
    const all = server({ limits: { ...LIMITS, ...limits } });
    const alice = new ChapterWriter(ALICE);
    const { id, update } = alice.message('hello');
    expect(all.take(alice, update)).toBe('ok');
    return { ...all, alice, id };
  };
  const reactions = (writer: ChapterWriter, id: string, count: number) =>
    writer.update(() => {
      for (let i = 0; i < count; i++)
        writer.doc.getMap('reactions').set(`${id}/${writer.number}/${writer.id()}`, writer.envelope(BODIES.reactions));
    });

  it('PERM-15 edits of a message are bounded in number, dead ones included', () => {
    const { take, alice, id } = hello();
    for (let i = 0; i < LIMITS.messageEdits - 1; i++) expect(take(alice, alice.edit(id, `${i}`))).toBe('ok');
    const other = new ChapterWriter(ALICE, 77);
    expect(take(other, dead(other.doc.clientID, 0, [{ root: 'edits', key: `${id}/${other.id()}` }]))).toBe('ok');
    expect(take(alice, alice.edit(id, 'one more'))).toBe('too-large');
  });

  it('PERM-15 edits of a message are bounded in bytes, in one update and in many', () => {
    const long = '😀'.repeat(19_990);
    const many = hello();
    let taken = 0;
    while (taken < 20 && many.take(many.alice, many.alice.edit(many.id, long)) === 'ok') taken++;
    expect(taken).toBe(Math.floor(LIMITS.messageEditBytes / (4 * 19_990 + 60)));
    const one = hello();
    const all = Y.mergeUpdates(Array.from({ length: 7 }, () => one.alice.edit(one.id, long)));
    expect(one.take(one.alice, all)).toBe('too-large');
  });

  it('PERM-15 reactions to a message are bounded by person and together, also when they are removed again', () => {
    const { take, doc, id } = hello({ messageReactions: 250 });
    for (const [number, code] of [
      [BOB, 'ok'],
      [BOB + 1, 'ok'],
      [BOB + 2, 'too-large'],
    ] as const) {
      const writer = new ChapterWriter(number);
      writer.receive(Y.encodeStateAsUpdate(doc));
      expect(take(writer, reactions(writer, id, LIMITS.messageReactionsOfOne))).toBe(code);
      if (code !== 'ok') continue;
      const removal = writer.update(() => {
        const map = writer.doc.getMap('reactions');
        for (const key of map.keys()) if (key.includes(`/${number}/`)) map.delete(key);
      });
      expect(take(writer, removal)).toBe('ok');
      expect(take(writer, reactions(writer, id, 1))).toBe('too-large');
    }
  });

  it('PERM-15 a message is deleted a bounded number of times', () => {
    const { take, id } = hello({ messageDeletions: 3 });
    const codes = Array.from({ length: 4 }, (_, i) => {
      const writer = new ChapterWriter(ALICE, 200 + i);
      return take(writer, writer.set('deletions', id, writer.envelope({ kind: 'deletion' }, { author: ALICE })));
    });
    expect(codes).toEqual(['ok', 'ok', 'ok', 'already-written']);
  });

  it('PERM-15 what one account hangs on a chapter is bounded in bytes', () => {
    const { take, alice } = hello({ hangingBytesOfOne: 2_000 });
    const codes: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { id, update } = alice.message('m');
      take(alice, update);
      codes.push(take(alice, alice.edit(id, 'x'.repeat(500))));
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', 'too-large']);
  });

  it('CHAP-6 client ids and entries of one account in a chapter are bounded, deletions have room left', () => {
    const { take, doc, id } = hello({ chapterClientIdsOfOne: 5 });
    const fresh = (seed: number) => new ChapterWriter(ALICE, 1_000 + seed);
    for (let i = 0; i < 4; i++) expect(take(fresh(i), fresh(i).message('m').update)).toBe('ok');
    // The others go on.
    expect(isFull(measureChapter(doc, 0), { ...LIMITS, chapterClientIdsOfOne: 5 })).toBe(false);
    expect(take(fresh(5), fresh(5).message('m').update)).toBe('chapter-full');
    expect(take(fresh(6), fresh(6).react(id, '👍').update)).toBe('chapter-full');
    const bob = new ChapterWriter(BOB);
    expect(take(bob, bob.message('m').update)).toBe('ok');
    const deleter = fresh(7);
    deleter.receive(Y.encodeStateAsUpdate(doc));
    expect(take(deleter, deleter.remove(id, ALICE))).toBe('ok');
    const few = hello({ chapterWritesOfOne: 3 });
    for (const code of ['ok', 'ok', 'too-large']) expect(few.take(few.alice, few.alice.message('m').update)).toBe(code);
  });

  it('CHAP-4 a chapter at four times a limit takes deletions only', () => {
    const { take, alice, id } = hello();
    const bytes = LIMITS.chapterBytes * LIMITS.chapterMostTimes;
    expect(take(alice, alice.message('m').update, { bytes: bytes - 1_000 })).toBe('ok');
    expect(take(alice, alice.message('m').update, { bytes })).toBe('chapter-full');
    const other = new ChapterWriter(ALICE, 55);
    expect(take(other, other.edit(id, 'e'), { bytes })).toBe('chapter-full');
    const deleter = new ChapterWriter(ALICE, 56);
    const deletion = deleter.set('deletions', id, deleter.envelope({ kind: 'deletion' }, { author: ALICE }));
    expect(take(deleter, deletion, { bytes })).toBe('ok');
  });

  it('PERM-16 what members write into a conversation document leaves room for the owner and admins', () => {
    const rights = { ...DEFAULT_RIGHTS, pin: 'everyone', rename: 'everyone' } as const;
    const { take } = server({ kind: 'conversation' });
    const bob = new ChapterWriter(BOB);
    const pins = (writer: ChapterWriter, clock: number, count: number) =>
      dead(
        writer.doc.clientID,
        clock,
        Array.from({ length: count }, () => ({ root: 'pins', key: `9/${writer.id()}` })),
      );
    const member = { membership: groupAs('member', rights) };
    expect(take(bob, pins(bob, 0, 5_000), member)).toBe('ok');
    expect(take(bob, pins(bob, 5_000, 1), member)).toBe('too-large');
    const alice = new ChapterWriter(ALICE);
    const full = { bytes: LIMITS.conversationBytesOfMembers };
    const carol = new ChapterWriter(BOB + 1);
    expect(take(carol, pins(carol, 0, 1), { ...member, ...full })).toBe('too-large');
    const name = alice.set('profile', 'name', alice.envelope({ kind: 'name', text: 'boats' }));
    expect(take(alice, name, { membership: groupAs('owner', rights), ...full })).toBe('ok');
  });
});

describe('a chapter is measured after the update', () => {
  const SMALL = { ...LIMITS, chapterMessages: 4, chapterClientIds: 4, chapterBytes: 1_000 };
  const size = (more: Partial<ReturnType<typeof measureChapter>>) => ({
    messages: 0,
    clientIds: 0,
    bytes: 0,
    ...more,
  });
  it.each([
    [{ messages: 3, clientIds: 3, bytes: 999 }, false],
    [{ messages: 4 }, true],
    [{ clientIds: 4 }, true],
    [{ bytes: 1_000 }, true],
  ])('CHAP-2 %o is full: %s', (more, full) => {
    expect(isFull(size(more), SMALL)).toBe(full);
  });

  it('CHAP-2 messages, dead ones, client ids and bytes of the update count', () => {
    const doc = new Y.Doc();
    doc.clientID = makeClientId(ALICE as AccountNumber, mulberry(1));
    doc.getMap('messages').set('a', 1);
    const clients = [1, 2, 3].map((n) => makeClientId(BOB as AccountNumber, () => 0) + n);
    expect(measureChapter(doc, 100, { messages: 2, clients: [...clients, doc.clientID], bytes: 50 })).toEqual({
      messages: 3,
      clientIds: 4,
      bytes: 150,
    });
  });
});

it('ADM-17 an account writes so many bytes a day, and more when time has passed', () => {
  let now = 0;
  const allowance = createDailyAllowance(1_000, () => now);
  allowance.take(ALICE, 1_500);
  expect([allowance.has(ALICE), allowance.has(BOB)]).toEqual([false, true]);
  now += 86_400_000 / 4;
  expect(allowance.has(ALICE)).toBe(false);
  now += 86_400_000 / 2;
  expect(allowance.has(ALICE)).toBe(true);
  now -= 86_400_000;
  allowance.take(ALICE, 1_000);
  expect(allowance.has(ALICE)).toBe(false);
  now += 3 * 86_400_000;
  allowance.take(ALICE, 999);
  expect(allowance.has(ALICE)).toBe(true);
});
