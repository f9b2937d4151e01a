import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { MemberAct, MemberOutcome } from '../../storage/ports/memberships.ts';
import { decideMemberAct } from '../../storage/rules/decide-member-acts.ts';
import type { ActFacts, GroupRow, PersonRow } from '../../storage/rules/group-facts.ts';
import type { GroupPlan } from '../../storage/rules/group-plan.ts';
import { type Acquaintance, isUnheard } from '../../storage/rules/strangers.ts';
import { mulberry } from '../support/mulberry.ts';

const NOW = 1_700_000_000_000;
const GROUP = makeGroupId(NOW, mulberry(1));
const user = (account: number): UserId => {
  const id = parseUserId(`user${account}`);
  if (id === undefined) throw new Error('Not a user id.');
  return id;
};

const group: GroupRow = {
  id: 7,
  publicId: GROUP,
  kind: 'group',
  title: 'Group',
  seq: 5,
  rights: '{}',
  history: 'all',
  newestChapter: 0,
  isLarge: false,
  unanswered: null,
  isUnheard: false,
  deletedAt: null,
};
const STRANGER: Acquaintance = { knows: false, blocks: false, asked: 0, waiting: 0, shown: 0 };

/** A person as a member in a role, as a former one, or as none. */
type Standing = Role | 'left' | 'removed' | 'never';
const ROLES: readonly Standing[] = ['owner', 'admin', 'member', 'left', 'removed', 'never'];

const person = (account: number, role: Standing, more: Partial<PersonRow> = {}): PersonRow => ({
  account,
  userId: user(account),
  name: `User ${account}`,
  membership:
    role === 'never'
      ? undefined
      : role === 'left' || role === 'removed'
        ? { role: 'member', askedBy: null, isRemoved: true, removedBy: role === 'left' ? account : 9 }
        : { role, askedBy: null, isRemoved: false, removedBy: null },
  request: undefined,
  declinedAt: undefined,
  ...more,
});

const ACTOR = 1;
const TARGET = 2;

const factsOf = (actor: Standing, target: Standing | PersonRow | undefined, more: Partial<ActFacts> = {}): ActFacts => {
  const people = [person(ACTOR, actor), typeof target === 'string' ? person(TARGET, target) : target];
  return {
    group,
    actor: people[0] as PersonRow,
    target: people[1],
    members: people.flatMap((one) =>
      one?.membership === undefined || one.membership.isRemoved
        ? []
        : { account: one.account, userId: one.userId, askedBy: one.membership.askedBy },
    ),
    others: [],
    chapters: new Map(),
    requests: 0,
    acquaintance: undefined,
    shown: new Map(),
    ...more,
  };
};

const short = (outcome: MemberOutcome): string =>
  outcome.kind === 'refused' ? outcome.code : outcome.changed ? 'done' : 'same';
const rowsOf = ({ changes, ...rows }: GroupPlan): unknown[] => [
  ...Array(changes).fill('change'),
  ...Object.values(rows).flat(),
];

const act = (facts: ActFacts | undefined, asked: MemberAct) => {
  const { outcome, plan } = decideMemberAct(facts, asked, NOW);
  // Only what changed something may write.
  if (short(outcome) !== 'done') expect(rowsOf(plan)).toEqual([]);
  return { answer: short(outcome), outcome, plan };
};

const who = user(TARGET);
const TO_OTHERS: Readonly<Record<string, MemberAct>> = {
  add: { kind: 'add', who, role: 'member' },
  'add as admin': { kind: 'add', who, role: 'admin' },
  'make-admin': { kind: 'role', who, role: 'admin' },
  'remove as admin': { kind: 'role', who, role: 'member' },
  remove: { kind: 'remove', who },
  transfer: { kind: 'transfer', who },
};

/** Answers by the target: owner, admin, member, left, removed, never a member. */
const TABLE: readonly (readonly [string, Standing, readonly string[]])[] = [
  ['add', 'owner', ['same', 'same', 'same', 'done', 'done', 'done']],
  ['add', 'admin', ['same', 'same', 'same', 'done', 'done', 'done']],
  ['add', 'member', Array(6).fill('not-allowed')],
  ['add as admin', 'owner', ['same', 'same', 'same', 'done', 'done', 'done']],
  ['add as admin', 'admin', Array(6).fill('not-allowed')],
  ['add as admin', 'member', Array(6).fill('not-allowed')],
  ['make-admin', 'owner', ['not-allowed', 'same', 'done', 'unknown-member', 'unknown-member', 'unknown-member']],
  ['make-admin', 'admin', Array(6).fill('not-allowed')],
  ['make-admin', 'member', Array(6).fill('not-allowed')],
  ['remove as admin', 'owner', ['not-allowed', 'done', 'same', 'unknown-member', 'unknown-member', 'unknown-member']],
  ['remove as admin', 'admin', Array(6).fill('not-allowed')],
  ['remove as admin', 'member', Array(6).fill('not-allowed')],
  ['remove', 'owner', ['not-allowed', 'done', 'done', 'same', 'same', 'same']],
  ['remove', 'admin', ['not-allowed', 'not-allowed', 'done', 'same', 'same', 'same']],
  ['remove', 'member', Array(6).fill('not-allowed')],
  ['transfer', 'owner', ['same', 'done', 'done', 'unknown-member', 'unknown-member', 'unknown-member']],
  ['transfer', 'admin', ['same', ...Array(5).fill('not-allowed')]],
  ['transfer', 'member', ['same', ...Array(5).fill('not-allowed')]],
];

describe('the decision about a member act', () => {
  it.each(TABLE)('PERM-36 GRP-2 %s by %s, whoever it is done to', (name, actor, answers) => {
    const asked = TO_OTHERS[name];
    if (asked === undefined) throw new Error(`No act: ${name}`);
    expect(ROLES.map((target) => act(factsOf(actor, target), asked).answer)).toEqual(answers);
  });

  it.each(Object.entries(TO_OTHERS))('GRP-3 %s by a former member or a stranger finds no group', (_name, asked) => {
    for (const actor of ['left', 'removed', 'never'] as const)
      expect(ROLES.map((target) => act(factsOf(actor, target), asked).answer)).toEqual(Array(6).fill('not-found'));
    expect(act(undefined, asked).answer).toBe('not-found');
    const direct = { group: { ...group, kind: 'direct' as const } };
    expect(act(factsOf('member', 'member', direct), asked).answer).toBe('not-allowed');
    const deleted = { group: { ...group, deletedAt: NOW } };
    expect(act(factsOf('owner', 'member', deleted), asked).answer).toBe('not-found');
  });

  it('PERM-59 PERM-60 GRP-2 leaving, declining and deleting the group, by everybody', () => {
    const by = (asked: MemberAct, more: Partial<ActFacts> = {}) =>
      ROLES.map((actor) => act({ ...factsOf(actor, undefined, more), target: person(ACTOR, actor) }, asked).answer);
    expect(by({ kind: 'remove', who: user(ACTOR) })).toEqual([
      'last-owner',
      'done',
      'done',
      'same',
      'same',
      'not-found',
    ]);
    expect(by({ kind: 'decline' })).toEqual([...Array(3).fill('not-allowed'), 'same', 'not-found', 'not-found']);
    const deletion = { kind: 'delete-group' } as const;
    expect(by(deletion)).toEqual(['done', 'not-allowed', 'not-allowed', ...Array(3).fill('not-found')]);
    const deleted = { group: { ...group, deletedAt: NOW } };
    expect(by(deletion, deleted)).toEqual([...Array(3).fill('not-found'), 'same', 'not-found', 'not-found']);
  });

  it('PERM-50 the add permission of the group decides who adds', () => {
    const everyone = { group: { ...group, rights: '{"add":"everyone"}' } };
    expect(act(factsOf('member', 'never', everyone), { kind: 'add', who, role: 'member' }).answer).toBe('done');
    expect(act(factsOf('member', 'never', everyone), { kind: 'add', who, role: 'admin' }).answer).toBe('not-allowed');
  });

  const adds = (more: Partial<ActFacts>, target: Standing | PersonRow = 'never') =>
    act(factsOf('owner', target, more), { kind: 'add', who, role: 'member', asksStrangers: true });
  const declined = person(TARGET, 'left', {
    membership: { role: 'member', askedBy: 9, isRemoved: true, removedBy: TARGET },
  });
  const asking = person(TARGET, 'never', { request: { link: 'link', used: 0 } });

  it.each<readonly [string, string, number | null, Partial<ActFacts>, Standing | PersonRow]>([
    ['a stranger is asked', 'done', ACTOR, { acquaintance: STRANGER }, 'never'],
    ['a person who knows the actor is not', 'done', null, { acquaintance: { ...STRANGER, knows: true } }, 'never'],
    ['a blocker is', 'done', ACTOR, { acquaintance: { ...STRANGER, knows: true, blocks: true } }, 'never'],
    ['a person who asks to join is not', 'done', null, { acquaintance: STRANGER }, asking],
    [
      'asks no more while so many wait',
      'unanswered',
      null,
      { acquaintance: { ...STRANGER, waiting: LIMITS.waitingGroupRequests, asked: LIMITS.waitingGroupRequests } },
      'never',
    ],
    [
      'asks once more below that',
      'done',
      ACTOR,
      { acquaintance: { ...STRANGER, waiting: LIMITS.waitingGroupRequests - 1 } },
      'never',
    ],
    [
      'asks no more after so many things together',
      'unanswered',
      null,
      { acquaintance: { ...STRANGER, asked: 8, shown: LIMITS.unansweredMessages - 8 } },
      'never',
    ],
    ['a person who declined is not asked again', 'not-allowed', null, { acquaintance: STRANGER }, declined],
    ['somebody they know adds them again', 'done', null, { acquaintance: { ...STRANGER, knows: true } }, declined],
  ])('CON-14 CON-16 CON-29 CON-31 %s: %s', (_title, answer, askedBy, more, target) => {
    const { answer: given, plan } = adds(more, target);
    expect(given).toBe(answer);
    expect(plan.added.map((row) => row.askedBy)).toEqual(answer === 'done' ? [askedBy] : []);
  });

  it('CON-29 asking the same person again counts, and the first time does not', () => {
    expect(adds({ acquaintance: { ...STRANGER, shown: 3 } }, 'removed').plan.shown).toEqual([
      { writer: ACTOR, target: TARGET, acts: 4 },
    ]);
    expect(adds({ acquaintance: { ...STRANGER, shown: 3 } }).plan.shown).toEqual([]);
  });

  it('CON-3 events count for those who have not accepted, and end with the 20th', () => {
    const unheard = (shown: number) => ({
      group: { ...group, isUnheard: true },
      members: [
        { account: ACTOR, userId: user(ACTOR), askedBy: null },
        { account: 3, userId: user(3), askedBy: ACTOR },
        { account: TARGET, userId: who, askedBy: ACTOR },
      ],
      shown: new Map([[3, shown]]),
    });
    const makeAdmin: MemberAct = { kind: 'role', who, role: 'admin' };
    expect(act(factsOf('owner', 'member', unheard(20)), makeAdmin).answer).toBe('not-allowed');
    const { answer, plan } = act(factsOf('owner', 'member', unheard(19)), makeAdmin);
    expect([answer, plan.shown]).toEqual([
      'done',
      [
        { writer: ACTOR, target: 3, acts: 20 },
        { writer: ACTOR, target: TARGET, acts: 1 },
      ],
    ]);
    // Removing somebody is always possible.
    expect(act(factsOf('owner', 'member', unheard(20)), { kind: 'remove', who }).answer).toBe('done');
  });

  it('PERM-58 ownership goes to nobody who has not accepted', () => {
    const asked = person(TARGET, 'member', {
      membership: { role: 'member', askedBy: ACTOR, isRemoved: false, removedBy: null },
    });
    expect(act(factsOf('owner', asked), { kind: 'transfer', who }).answer).toBe('not-allowed');
  });

  it('GRP-16 a newcomer begins on the newest chapter while it is blank and open, else on the next', () => {
    const joining = { ...group, history: 'joining' as const, newestChapter: 2 };
    const from = (...chapters: [number, { isClosed: boolean; isBlank: boolean }][]) => {
      const { plan } = act(factsOf('owner', 'never', { group: joining, chapters: new Map(chapters) }), {
        kind: 'add',
        who,
        role: 'member',
      });
      const closed = plan.closedChapters.map(({ chapter }) => chapter);
      return [
        plan.added[0]?.fromChapter,
        plan.added[0]?.fromSeq,
        closed,
        plan.openedChapters.map((row) => row.chapter),
      ];
    };
    expect(from()).toEqual([2, 5, [], [2]]);
    expect(from([2, { isClosed: false, isBlank: true }])).toEqual([2, 5, [], []]);
    expect(from([2, { isClosed: true, isBlank: true }])).toEqual([3, 5, [], [3]]);
    expect(from([1, { isClosed: false, isBlank: false }], [2, { isClosed: false, isBlank: false }])).toEqual([
      3,
      5,
      [1, 2],
      [3],
    ]);
  });

  it('GRP-19 takes 256 members', () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ account: 100 + i, userId: user(100 + i), askedBy: null }));
    const add: MemberAct = { kind: 'add', who, role: 'member' };
    expect(act(factsOf('owner', 'never', { members: of(255) }), add).answer).toBe('done');
    expect(act(factsOf('owner', 'never', { members: of(256) }), add).answer).toBe('group-full');
    const others = of(255).map(({ userId }) => userId);
    expect(act(factsOf('owner', 'never', { others }), add).answer).toBe('group-full');
  });
});

interface ModelMember {
  readonly role: Role;
  readonly askedBy: number | null;
  readonly removedBy: number | null;
}
interface Model {
  readonly group: GroupRow;
  readonly people: ReadonlyMap<number, ModelMember>;
}

const PEOPLE = [1, 2, 3, 4, 5];
const anyone = fc.constantFrom(...PEOPLE);
const anyAct: fc.Arbitrary<MemberAct> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    who: anyone.map(user),
    role: fc.constantFrom('admin' as const, 'member' as const),
    asksStrangers: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('role' as const),
    who: anyone.map(user),
    role: fc.constantFrom('admin' as const, 'member' as const),
  }),
  fc.record({ kind: fc.constant('remove' as const), who: anyone.map(user) }),
  fc.record({ kind: fc.constant('transfer' as const), who: anyone.map(user) }),
  fc.constant({ kind: 'decline' as const }),
);

const factsIn = ({ group: row, people }: Model, by: number, asked: MemberAct): ActFacts => {
  const of = (account: number): PersonRow => {
    const known = people.get(account);
    const membership = known === undefined ? undefined : { ...known, isRemoved: known.removedBy !== null };
    return { ...person(account, 'never'), membership };
  };
  const target = 'who' in asked ? PEOPLE.find((account) => user(account) === asked.who) : undefined;
  const present = [...people].filter(([, { removedBy }]) => removedBy === null).sort(([a], [b]) => a - b);
  const isNeeded = ([account, { askedBy }]: (typeof present)[number]): boolean =>
    account === by || account === target || askedBy !== null;
  return {
    group: row,
    actor: of(by),
    target: target === undefined ? undefined : of(target),
    // Only those the decision needs by number; the others are loaded by their ids.
    members: present
      .filter((one) => isNeeded(one))
      .map(([account, { askedBy }]) => ({ account, userId: user(account), askedBy })),
    others: present.filter((one) => !isNeeded(one)).map(([account]) => user(account)),
    chapters: new Map(),
    requests: 0,
    acquaintance: 'asksStrangers' in asked && asked.asksStrangers ? STRANGER : undefined,
    shown: new Map(),
  };
};

/** What stands in the database after a plan was written. */
const written = ({ group: row, people }: Model, plan: GroupPlan): Model => {
  const after = new Map(people);
  const change = (account: number, values: Partial<ModelMember>): void => {
    const known = after.get(account);
    if (known === undefined) throw new Error('A row that is not there was changed.');
    after.set(account, { ...known, ...values });
  };
  for (const { account, role, askedBy } of plan.added) after.set(account, { role, askedBy, removedBy: null });
  for (const { account, role } of plan.roles) change(account, { role });
  for (const { account, by } of plan.removed) change(account, { removedBy: by });
  return { group: plan.groups[0] ?? row, people: after };
};

describe('member acts one after the other', () => {
  it('GRP-1 GRP-2 GRP-4 CON-3 CON-16 there is one owner, a repeated act changes nothing, and each act has one event', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyone, anyAct), { maxLength: 30 }), (steps) => {
        let model: Model = { group, people: new Map([[1, { role: 'owner', askedBy: null, removedBy: null }]]) };
        for (const [by, asked] of steps) {
          const before = model;
          const { answer, plan } = act(factsIn(model, by, asked), asked);
          model = written(model, plan);
          const present = [...model.people].filter(([, { removedBy }]) => removedBy === null);
          expect(present.filter(([, { role }]) => role === 'owner')).toHaveLength(1);
          expect(model.group.isUnheard).toBe(
            isUnheard(new Map(present.map(([account, { askedBy }]) => [account, askedBy]))),
          );
          if (answer !== 'done') continue;
          const leaver = plan.removed[0]?.account;
          const isQuiet = leaver === by && before.people.get(by)?.askedBy !== null;
          expect([plan.changes, plan.groups.length, plan.events.length]).toEqual([1, 1, isQuiet ? 0 : 1]);
          expect(act(factsIn(model, by, asked), asked).answer).toBe('same');
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
