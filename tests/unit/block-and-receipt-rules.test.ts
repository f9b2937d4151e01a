import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockFacts, decideBlock } from '../../storage/rules/decide-block.ts';
import { decideReceipts, decideRise, type MarkFacts, type ReceiptFacts } from '../../storage/rules/decide-receipts.ts';

const ALICE = 1;
const BOB = 2;
const CAROL = 3;

const shared: BlockFacts['shared'][number] = {
  conversation: 7,
  isPresent: true,
  isAsked: false,
  isUnanswered: false,
  delivered: 4,
  read: 3,
  marksChanged: 17,
  headBy: BOB,
  isHeadBlocked: false,
};
const blockFacts: BlockFacts = {
  blocker: ALICE,
  blocked: BOB,
  seenAt: 1_000,
  before: undefined,
  isUnanswering: false,
  isAcquainted: false,
  shared: [shared],
  requestedIn: [8],
};
const active = { before: { isActive: true, at: 10 } };
const isEmpty = (plan: object): boolean => Object.values(plan).every((list) => list === 0 || list.length === 0);

describe('the decision to block somebody', () => {
  it.each<readonly [string, string, Partial<BlockFacts>, boolean, number]>([
    ['a first block', 'changed', {}, true, 10],
    ['unblocking a person who never was blocked', 'same', {}, false, 10],
    ['oneself', 'unknown', { blocked: ALICE }, true, 10],
    ['blocking again', 'same', active, true, 20],
    ['unblocking later', 'changed', active, false, 11],
    ['unblocking at the same time', 'same', active, false, 10],
    ['unblocking earlier', 'same', active, false, 9],
    ['blocking at the same time', 'changed', { before: { isActive: false, at: 10 } }, true, 10],
    ['blocking earlier', 'same', { before: { isActive: false, at: 10 } }, true, 9],
  ])('CON-5 %s: %s', (_title, answer, more, on, at) => {
    const { outcome, plan } = decideBlock({ ...blockFacts, ...more }, on, at);
    expect(outcome).toBe(answer);
    expect([plan.changes > 0, plan.blocks.length > 0]).toEqual([answer === 'changed', answer === 'changed']);
    if (answer === 'unknown') expect(isEmpty(plan)).toBe(true);
  });

  it('CON-5 a repeated decision moves its time and changes nothing else', () => {
    const { plan } = decideBlock({ ...blockFacts, ...active }, true, 20);
    expect(plan.confirmed).toEqual([{ blocker: ALICE, blocked: BOB, at: 20 }]);
    expect(isEmpty({ ...plan, confirmed: [] })).toBe(true);
    expect(decideBlock(undefined, true, 1).outcome).toBe('unknown');
  });

  it('CON-6 the blocked person keeps the watermarks and the last seen they saw before', () => {
    const kept = (more: Partial<BlockFacts['shared'][number]>) =>
      decideBlock({ ...blockFacts, shared: [{ ...shared, ...more }] }, true, 10).plan.keptMarks;
    const row = { viewer: BOB, account: ALICE, conversation: 7 };
    const [seen, nothing] = [
      { ...row, delivered: 4, read: 3, changed: 17 },
      { ...row, delivered: 0, read: 0, changed: 0 },
    ];
    expect(kept({})).toEqual([seen]);
    expect(kept({ isPresent: false })).toEqual([seen]);
    expect(kept({ isAsked: true })).toEqual([nothing]);
    expect(kept({ isUnanswered: true })).toEqual([nothing]);
    const seenAt = (more: Partial<BlockFacts>) =>
      decideBlock({ ...blockFacts, ...more }, true, 10).plan.blocks[0]?.seenAt;
    expect(seenAt({})).toBe(1_000);
    expect(seenAt({ isUnanswering: true })).toBeNull();
    expect(seenAt({ isUnanswering: true, isAcquainted: true })).toBe(1_000);
  });

  it('CON-8 CON-31 heads and counts of the blocker alone change, and unblocking shows everything again', () => {
    const member = { conversation: 7, account: ALICE };
    const block = decideBlock(blockFacts, true, 10).plan;
    expect([block.emptyHeads, block.droppedHeads, block.marksTold, block.seen]).toEqual([[member], [], [], []]);
    expect(block.ownTold).toEqual([
      { ...member, change: 1 },
      { conversation: 8, account: ALICE, change: 2 },
    ]);
    const byCarol = { shared: [{ ...shared, headBy: CAROL }] };
    expect(decideBlock({ ...blockFacts, ...byCarol }, true, 10).plan.emptyHeads).toEqual([]);

    const unblock = (more: Partial<BlockFacts['shared'][number]> = {}) =>
      decideBlock({ ...blockFacts, ...active, shared: [{ ...shared, isHeadBlocked: true, ...more }] }, false, 11).plan;
    const plan = unblock();
    expect([plan.droppedMarks, plan.droppedHeads, plan.marksTold, plan.rejoined, plan.seen]).toEqual([
      [{ viewer: BOB, account: ALICE }],
      [member],
      [{ ...member, change: 1 }],
      [],
      [{ account: ALICE, change: 3 }],
    ]);
    // Carol is blocked as well.
    expect(unblock({ headBy: CAROL }).droppedHeads).toEqual([]);
    expect(unblock({ headBy: CAROL, isHeadBlocked: false }).droppedHeads).toEqual([member]);
    expect(unblock({ isAsked: true }).rejoined).toEqual([{ ...member, change: 1 }]);
    expect(unblock({ isPresent: false }).ownTold).toEqual([{ conversation: 8, account: ALICE, change: 1 }]);
  });
});

const marks: MarkFacts = {
  conversation: 7,
  account: ALICE,
  seq: 10,
  isLarge: false,
  isAsked: false,
  delivered: 4,
  read: 3,
};

describe('the decision about watermarks', () => {
  it('HTTP-15 marks only rise, never beyond the newest message, and what was read was delivered', () => {
    const mark = fc.option(fc.nat(20), { nil: undefined });
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), mark, mark, (a, b, read, delivered) => {
        const before = { ...marks, read: Math.min(a, b), delivered: Math.max(a, b) };
        const plan = decideRise(before, {
          ...(read === undefined ? {} : { read }),
          ...(delivered === undefined ? {} : { delivered }),
        });
        const after = plan ?? before;
        expect(after.read).toBe(Math.max(before.read, Math.min(read ?? 0, 10)));
        expect(after.delivered).toBe(Math.max(before.delivered, Math.min(delivered ?? 0, 10), after.read));
        expect(plan === undefined).toBe(after.read === before.read && after.delivered === before.delivered);
        if (plan !== undefined) expect(decideRise({ ...before, ...plan }, { read: plan.read })).toBeUndefined();
      }),
      { seed: 5 },
    );
  });

  it('CON-15 nobody else is told of a large group or of a person who has not accepted', () => {
    expect(decideRise(marks, { read: 5 })).toMatchObject({ isTold: true, rises: [{ kind: 'read', seq: 5 }] });
    expect(decideRise(marks, { delivered: 5 })?.rises).toEqual([{ kind: 'delivered', seq: 5 }]);
    expect(decideRise({ ...marks, isLarge: true }, { read: 5 })?.isTold).toBe(false);
    expect(decideRise({ ...marks, isAsked: true }, { read: 5 })?.isTold).toBe(false);
    expect(decideRise(undefined, { read: 5 })).toBeUndefined();
  });
});

const other: ReceiptFacts['others'][number] = {
  account: BOB,
  hidesRead: false,
  isAsked: false,
  blocks: false,
  kept: undefined,
  deliveredAt: 100,
  readAt: 90,
};
const receiptFacts: ReceiptFacts = {
  conversation: 7,
  asker: ALICE,
  hidesRead: false,
  fromSeq: 0,
  unanswered: null,
  others: [other],
};

describe('the decision about who has a message', () => {
  const peopleOf = (more: Partial<ReceiptFacts['others'][number]>, facts: Partial<ReceiptFacts> = {}) =>
    decideReceipts({ ...receiptFacts, ...facts, others: [{ ...other, ...more }] }, 5)?.people;

  it('HTTP-19 CON-2 CON-6 CON-15 FACT-14 tells what the asker may know', () => {
    const told = [{ number: BOB, deliveredAt: 90, readAt: 90 }];
    const delivered = [{ number: BOB, deliveredAt: 90 }];
    expect(peopleOf({})).toEqual(told);
    expect(peopleOf({ readAt: null })).toEqual([{ number: BOB, deliveredAt: 100 }]);
    expect(peopleOf({ deliveredAt: null, readAt: null })).toEqual([]);
    expect(peopleOf({ hidesRead: true })).toEqual(delivered);
    expect(peopleOf({}, { hidesRead: true })).toEqual(delivered);
    expect(peopleOf({ account: ALICE }, { hidesRead: true })).toEqual([{ number: ALICE, deliveredAt: 90, readAt: 90 }]);
    expect(peopleOf({ isAsked: true })).toEqual([]);
    expect(peopleOf({}, { unanswered: BOB })).toEqual([]);
    expect(peopleOf({ blocks: true })).toEqual([]);
    expect(peopleOf({ blocks: true, kept: { delivered: 5, read: 4 } })).toEqual([{ number: BOB, deliveredAt: 100 }]);
    expect(peopleOf({ blocks: true, kept: { delivered: 5, read: 5 } })).toEqual(told);
  });

  it('GRP-17 says nothing of messages that are closed to the asker', () => {
    expect(decideReceipts({ ...receiptFacts, fromSeq: 5 }, 5)).toBeUndefined();
    expect(decideReceipts({ ...receiptFacts, fromSeq: 4 }, 5)).toMatchObject({ others: 1, delivered: 1, read: 1 });
    expect(decideReceipts(undefined, 5)).toBeUndefined();
  });
});
