import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { NewConversation } from '../../storage/ports/conversations.ts';
import {
  type CreationFacts,
  type CreationPlan,
  decideCreation,
  peopleOf,
} from '../../storage/rules/decide-creation.ts';
import { announcedEpoch, makeEpoch, noticedEpoch } from '../../storage/rules/decide-epoch.ts';
import { showsLostHistory } from '../../storage/rules/history-proof.ts';
import { userId } from '../contract/plain-write.ts';

const [ALICE, BOB, CAROL] = [userId('alice'), userId('bob'), userId('carol')];
const number = (value: number) => value as AccountNumber;
const NUMBERS = new Map([ALICE, BOB, CAROL].map((id, i): [UserId, AccountNumber] => [id, number(i + 1)]));

const group: NewConversation = {
  id: makeGroupId(1, () => 0.5),
  kind: 'group',
  createdBy: ALICE,
  name: 'Boats',
  members: [
    { userId: ALICE, role: 'owner' },
    { userId: BOB, role: 'member' },
  ],
};
const direct: NewConversation = { ...group, kind: 'direct', name: undefined };
const nothing: CreationFacts = { existing: undefined, accounts: NUMBERS, acquaintances: new Map() };

describe('a conversation that exists', () => {
  const both = new Set([ALICE, BOB]);
  it.each<readonly [string, 'exists' | 'id-taken', CreationFacts['existing'], NewConversation]>([
    ['the same group', 'exists', { kind: 'group', creator: ALICE, people: both }, group],
    ['a group that has changed', 'exists', { kind: 'group', creator: ALICE, people: new Set() }, group],
    ['a group of somebody else', 'id-taken', { kind: 'group', creator: BOB, people: both }, group],
    ['the same direct conversation', 'exists', { kind: 'direct', creator: ALICE, people: both }, direct],
    ['made by the other', 'exists', { kind: 'direct', creator: BOB, people: both }, direct],
    ['with one more', 'id-taken', { kind: 'direct', creator: ALICE, people: new Set([...both, CAROL]) }, direct],
    ['of others', 'id-taken', { kind: 'direct', creator: BOB, people: new Set([BOB, CAROL]) }, direct],
    ['of another kind', 'id-taken', { kind: 'direct', creator: ALICE, people: both }, group],
  ])('FACT-3 %s: %s', (_title, outcome, existing, asked) => {
    expect(decideCreation({ ...nothing, existing }, asked)).toBe(outcome);
  });
});

describe('a new conversation', () => {
  const planned = (asked: NewConversation, facts: Partial<CreationFacts> = {}): CreationPlan => {
    const plan = decideCreation({ ...nothing, ...facts }, asked);
    if (typeof plan === 'string') throw new Error(`Refused: ${plan}`);
    return plan;
  };

  it('EVT-1 a group has its members, and an event that tells of it', () => {
    expect(planned(group)).toEqual({
      creator: 1,
      isLarge: false,
      isUnheard: false,
      unanswered: null,
      members: [
        { account: 1, role: 'owner', askedBy: null },
        { account: 2, role: 'member', askedBy: null },
      ],
      event: { kind: 'created', by: 1, name: 'Boats' },
    });
  });

  it('CON-2 a direct conversation waits for the recipient’s answer, and shows nothing until then', () => {
    expect(planned(direct)).toMatchObject({ unanswered: 2, isUnheard: false, event: undefined });
  });

  it('FACT-5 a person without an account cannot become a member', () => {
    for (const missing of [ALICE, BOB]) {
      const accounts = new Map([...NUMBERS].filter(([id]) => id !== missing));
      expect(decideCreation({ ...nothing, accounts }, group)).toBe('unknown-member');
    }
    expect(peopleOf({ ...group, members: group.members.slice(1) })).toEqual([BOB, ALICE]);
  });

  it('FACT-3 a member who is named twice is one member, by the last role', () => {
    const twice = [...group.members, { userId: BOB, role: 'admin' as const }];
    expect(planned({ ...group, members: twice }).members).toEqual([
      { account: 1, role: 'owner', askedBy: null },
      { account: 2, role: 'admin', askedBy: null },
    ]);
  });

  const stranger = { knows: false, blocks: false, asked: 0, waiting: 0, shown: 0 };
  it.each([
    ['strangers are not asked', false, stranger, [null, false]],
    ['a stranger', true, stranger, [1, true]],
    ['somebody who knows the creator', true, { ...stranger, knows: true }, [null, false]],
    ['somebody who blocks the creator', true, { ...stranger, knows: true, blocks: true }, [1, true]],
    ['too many requests wait', true, { ...stranger, waiting: LIMITS.waitingGroupRequests }, 'unanswered'],
    ['too much was shown', true, { ...stranger, shown: LIMITS.unansweredMessages }, 'unanswered'],
  ])('CON-14 and CON-29 %s: asked first %s', (_title, asksStrangers, acquaintance, expected) => {
    const facts = { ...nothing, acquaintances: new Map([[BOB, acquaintance]]) };
    const plan = decideCreation(facts, { ...group, asksStrangers });
    expect(typeof plan === 'string' ? plan : [plan.members[1]?.askedBy, plan.isUnheard]).toEqual(expected);
  });
});

describe('epochs', () => {
  const START = 'abcdefghijklmnop';
  it('FACT-12 an announced restore begins the next epoch, in which every conversation has a change and a later seq', () => {
    const facts = { epoch: 3, lastConversation: 7 };
    expect(announcedEpoch(facts)).toEqual({ number: 4, cause: 'announced', seqJump: 2 ** 20, changes: 7 });
    expect(announcedEpoch({ epoch: 0, lastConversation: 0 })).toMatchObject({ number: 1, changes: 0 });
  });

  it('FACT-18 a noticed epoch lies above every one that a proof has shown, and there is none without lost history', () => {
    const epoch = fc.nat({ max: 9 });
    const cursor = fc.nat({ max: 9 });
    fc.assert(
      fc.property(epoch, epoch, cursor, fc.option(cursor, { nil: undefined }), (now, shown, at, endOfStart) => {
        const proof = { epoch: shown, start: START, cursor: at };
        const plan = noticedEpoch({ epoch: now, lastConversation: 2 }, proof, endOfStart);
        if (!showsLostHistory(proof, { epoch: now, endOfStart })) expect(plan).toBeUndefined();
        else {
          const number = shown + 1;
          expect(plan).toEqual({ number, cause: 'noticed', seqJump: (number - now) * 2 ** 20, changes: 2 });
          expect(number).toBeGreaterThan(now);
        }
      }),
    );
  });

  it('FACT-12 a name is 16 of 32 letters, each by a number of its own', () => {
    let next = 0;
    expect(makeEpoch(() => next++ / 32)).toBe('abcdefghijklmnop');
    expect(makeEpoch(() => 1 - Number.EPSILON)).toBe('7'.repeat(16));
  });
});
