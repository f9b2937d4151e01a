import { describe, expect, it } from 'vitest';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { decideAcceptance } from '../../storage/rules/decide-acceptance.ts';
import {
  decideAnswer,
  decideJoin,
  decideLink,
  decideRevocation,
  isAlive,
  type LinkRow,
} from '../../storage/rules/decide-group-links.ts';
import type { ActFacts, GroupRow, PersonRow } from '../../storage/rules/group-facts.ts';
import type { GroupPlan } from '../../storage/rules/group-plan.ts';
import { mulberry } from '../support/mulberry.ts';

const NOW = 1_700_000_000_000;
const user = (account: number): UserId => {
  const id = parseUserId(`user${account}`);
  if (id === undefined) throw new Error('Not a user id.');
  return id;
};
const group: GroupRow = {
  id: 7,
  publicId: makeGroupId(NOW, mulberry(1)),
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
const link: LinkRow = {
  id: 'link',
  approval: false,
  expiresAt: null,
  uses: null,
  used: 3,
  createdAt: NOW - 1,
  name: 'Alice',
  role: 'owner',
};
type Membership = NonNullable<PersonRow['membership']>;
const present = (role: Role, askedBy: number | null = null): Membership => ({
  role,
  askedBy,
  isRemoved: false,
  removedBy: null,
});
const past = (removedBy: number): Membership => ({ role: 'member', askedBy: null, isRemoved: true, removedBy });
const person = (account: number, membership?: Membership, more: Partial<PersonRow> = {}): PersonRow => ({
  account,
  userId: user(account),
  name: `User ${account}`,
  membership,
  request: undefined,
  declinedAt: undefined,
  ...more,
});
const facts = (actor: PersonRow, more: Partial<ActFacts> = {}): ActFacts => ({
  group,
  actor,
  target: undefined,
  members: [{ account: 9, userId: user(9), askedBy: null }],
  others: [],
  chapters: new Map(),
  requests: 0,
  acquaintance: undefined,
  shown: new Map(),
  ...more,
});
const full = Array.from({ length: LIMITS.groupMembers }, (_, i) => ({
  account: 100 + i,
  userId: user(100 + i),
  askedBy: null,
}));
const isEmpty = ({ changes, ...rows }: GroupPlan): boolean =>
  changes === 0 && Object.values(rows).every((list) => list.length === 0);

describe('the decision about following a link', () => {
  const approval = { ...link, approval: true };
  const asks = { request: { link: 'link', used: 0 } };
  const recently = { declinedAt: NOW - LIMITS.declinedRequestMs + 1 };
  const longAgo = { declinedAt: NOW - LIMITS.declinedRequestMs };

  it.each<readonly [string, string, LinkRow | undefined, ActFacts | undefined]>([
    ['a person who was never a member joins', 'joined', link, facts(person(1))],
    ['a member is in already', 'joined already', link, facts(person(1, present('member')))],
    [
      'a member is in, also by an expired link',
      'joined already',
      { ...link, uses: 3 },
      facts(person(1, present('member'))),
    ],
    ['an unknown link', 'link-gone', undefined, facts(person(1))],
    ['no account', 'link-gone', link, undefined],
    ['a used-up link', 'link-gone', { ...link, uses: 3 }, facts(person(1))],
    ['the last use of a link', 'joined', { ...link, uses: 4 }, facts(person(1))],
    ['an expired link', 'link-gone', { ...link, expiresAt: NOW }, facts(person(1))],
    ['the last moment of a link', 'joined', { ...link, expiresAt: NOW + 1 }, facts(person(1))],
    ['a link whose maker left', 'link-gone', { ...link, role: null }, facts(person(1))],
    ['a link whose maker may not add members', 'link-gone', { ...link, role: 'member' }, facts(person(1))],
    ['a deleted group', 'link-gone', link, facts(person(1), { group: { ...group, deletedAt: NOW } })],
    ['a full group', 'group-full', link, facts(person(1), { members: full })],
    ['a person who left joins', 'joined', link, facts(person(1, past(1)))],
    ['a removed person asks', 'asked', link, facts(person(1, past(9)))],
    ['a link with approval asks', 'asked', approval, facts(person(1))],
    ['asking twice is one request', 'asked already', approval, facts(person(1, undefined, asks))],
    ['a declined person waits', 'asked already', approval, facts(person(1, undefined, recently))],
    ['a declined person asks a day later', 'asked', approval, facts(person(1, undefined, longAgo))],
    ['too many ask', 'too-many', approval, facts(person(1), { requests: LIMITS.joinRequests })],
  ])('GRP-11 GRP-13 GRP-14 GRP-19 GRP-20 %s: %s', (_title, answer, row, known) => {
    const { outcome, plan } = decideJoin(row, known, NOW);
    const given = outcome.kind === 'refused' ? outcome.code : `${outcome.state}${outcome.changed ? '' : ' already'}`;
    expect(given).toBe(answer);
    expect(isEmpty(plan)).toBe(answer !== 'joined' && answer !== 'asked');
    expect(plan.added.map(({ account, role }) => [account, role])).toEqual(answer === 'joined' ? [[1, 'member']] : []);
    expect(plan.usedLinks).toEqual(answer === 'joined' ? [{ id: 'link', used: 4 }] : []);
    expect(plan.events).toEqual(answer === 'joined' ? [{ conversation: 7, event: { kind: 'joined', by: 1 } }] : []);
    expect(plan.requests.length).toBe(answer === 'asked' ? 1 : 0);
  });
});

describe('the decision about links and requests', () => {
  const asked = { linkId: 'new', digest: new Uint8Array(32), approval: true, expiresAt: undefined, uses: 2 };
  const byAll = <T>(decide: (actor: PersonRow) => T): T[] =>
    [present('owner'), present('admin'), present('member'), past(1), undefined].map((one) => decide(person(1, one)));
  const codeOf = (outcome: unknown): unknown =>
    typeof outcome === 'object' && outcome !== null && 'code' in outcome ? outcome.code : 'done';

  it('PERM-52 GRP-3 only members who may add members create and revoke links', () => {
    const answers = ['done', 'done', 'not-allowed', 'not-found', 'not-found'];
    expect(byAll((actor) => codeOf(decideLink(facts(actor), [], asked, NOW).outcome))).toEqual(answers);
    expect(byAll((actor) => codeOf(decideRevocation(facts(actor), [link], 'link').outcome))).toEqual(answers);
    expect(byAll((actor) => decideRevocation(facts(actor), [link], 'link').plan.deletedLinks.length)).toEqual([
      1, 1, 0, 0, 0,
    ]);
    // A link of another group.
    expect(decideRevocation(facts(person(1, present('owner'))), [], 'link').plan.deletedLinks).toEqual([]);
  });

  it('GRP-11 a new link takes the place of those that ended, and there are 50 living ones', () => {
    const owner = facts(person(1, present('owner')));
    const living = Array.from({ length: LIMITS.groupLinks }, (_, i) => ({ ...link, id: `link${i}` }));
    const ended = { ...link, id: 'ended', uses: 3 };
    expect(isAlive(ended, group, NOW)).toBe(false);
    const refusal = decideLink(owner, [...living, ended], asked, NOW);
    expect([codeOf(refusal.outcome), isEmpty(refusal.plan)]).toEqual(['too-many', true]);
    const { outcome, plan } = decideLink(owner, [...living.slice(1), ended], asked, NOW);
    expect(outcome).toEqual({ linkId: 'new', approval: true, uses: 2, used: 0, createdAt: NOW, by: 'User 1' });
    expect([plan.deletedLinks, plan.links.length, plan.changes]).toEqual([['ended'], 1, 0]);
  });

  it('PERM-53 GRP-2 GRP-15 only members who may add members answer requests, once', () => {
    const target = person(2, undefined, { request: { link: 'link', used: 3 } });
    const answer = (actor: PersonRow, accept: boolean, one: PersonRow | undefined = target) =>
      decideAnswer(facts(actor, { target: one }), accept, NOW);
    const answers = ['done', 'done', 'not-allowed', 'not-found', 'not-found'];
    for (const accept of [true, false])
      expect(byAll((actor) => codeOf(answer(actor, accept).outcome))).toEqual(answers);
    const owner = person(1, present('owner'));
    const { plan } = answer(owner, true);
    expect([plan.added[0]?.account, plan.answeredRequests, plan.usedLinks]).toEqual([
      2,
      [{ conversation: 7, account: 2 }],
      [{ id: 'link', used: 4 }],
    ]);
    const declined = answer(owner, false).plan;
    expect([declined.declines, declined.events, declined.added]).toEqual([
      [{ conversation: 7, account: 2, at: NOW }],
      [],
      [],
    ]);
    expect(codeOf(answer(owner, true, person(2)).outcome)).toBe('unknown-member');
    expect(answer(owner, true, person(2, present('member'))).outcome).toMatchObject({ changed: false });
    expect(answer(owner, false, person(2)).outcome).toMatchObject({ changed: false });
  });

  it('GRP-19 nobody is let into a full group', () => {
    const target = person(2, undefined, { request: { link: 'link', used: undefined } });
    const { outcome, plan } = decideAnswer(facts(person(1, present('owner')), { target, members: full }), true, NOW);
    expect([codeOf(outcome), isEmpty(plan)]).toEqual(['group-full', true]);
  });
});

describe('the decision about accepting a stranger', () => {
  const direct = (unanswered: number | null) => ({ group: { ...group, kind: 'direct' as const, unanswered } });

  it.each<readonly [string, string, ActFacts | undefined]>([
    ['nobody', 'unknown', undefined],
    ['a person who is no member any more', 'unknown', facts(person(1, past(1)))],
    ['a member who was asked', 'changed', facts(person(1, present('member', 9)))],
    ['a member who was not', 'same', facts(person(1, present('member')))],
    ['the recipient', 'changed', facts(person(1, present('member')), direct(1))],
    ['the sender', 'not-allowed', facts(person(1, present('member')), direct(9))],
    ['two who know each other', 'same', facts(person(1, present('member')), direct(null))],
  ])('CON-4 CON-16 %s: %s', (_title, answer, known) => {
    const { outcome, plan } = decideAcceptance(known);
    expect([outcome, isEmpty(plan)]).toEqual([answer, answer !== 'changed']);
    if (outcome === 'changed') expect([plan.changes, plan.marksTold.length, plan.seen.length]).toEqual([1, 1, 1]);
  });
});
