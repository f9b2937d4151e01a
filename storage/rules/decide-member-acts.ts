import type { UserId } from '../../shared/ids/account.ts';
import { type GroupRights, parseRights } from '../../shared/permissions/group-rights.ts';
import { type MemberAction, mayAct } from '../../shared/permissions/member-actions.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { MemberAct, MemberOutcome, MemberRefusal } from '../ports/memberships.ts';
import { createGroupDraft, type GroupDraft } from './group-draft.ts';
import type { ActFacts, PersonRow } from './group-facts.ts';
import { type Decision, emptyPlan } from './group-plan.ts';
import { mayAsk, mustAsk } from './strangers.ts';

type Asked<K extends MemberAct['kind']> = Extract<MemberAct, { kind: K }>;

export const refused = <C extends MemberRefusal['code']>(code: C): { readonly kind: 'refused'; readonly code: C } => ({
  kind: 'refused',
  code,
});
const nothing = (role?: Role): MemberOutcome => ({ kind: 'done', changed: false, role, told: [], gone: [] });

/** The role of a present member. */
export const roleOf = (person: PersonRow | undefined): Role | undefined =>
  person?.membership === undefined || person.membership.isRemoved ? undefined : person.membership.role;

/** An act of a present member of a group that exists. */
interface Act {
  readonly facts: ActFacts;
  readonly role: Role;
  readonly rights: GroupRights;
  readonly draft: GroupDraft;
  readonly at: number;
}

const may = ({ role, rights }: Act, action: MemberAction, target?: Role): boolean =>
  mayAct(action, role, target, rights);

const done = (
  { draft }: Act,
  role: Role | undefined,
  before: readonly UserId[] = [],
  gone: readonly UserId[] = [],
): MemberOutcome => ({
  kind: 'done',
  changed: true,
  role,
  told: [...new Set([...before, ...draft.memberIds()])],
  gone,
});

/** Shows the event of an act to people who have not accepted the group; false: they have been shown enough. */
const show = ({ draft, facts: { actor, shown } }: Act): boolean => draft.show(actor.account, shown);

/** Whether they left a group to which somebody they do not know, or block, had added them. */
const hasDeclined = ({ account, membership }: PersonRow): boolean =>
  membership?.isRemoved === true && membership.removedBy === account && membership.askedBy !== null;

const add = (act: Act, { role, asksStrangers = false }: Asked<'add'>): MemberOutcome => {
  const { draft } = act;
  const { actor, target, acquaintance } = act.facts;
  if (!may(act, role === 'member' ? 'add' : 'add-admin')) return refused('not-allowed');
  if (target === undefined) return refused('unknown-member');
  const present = roleOf(target);
  if (present !== undefined) return nothing(present);
  if (draft.isFull()) return refused('group-full');
  const stranger = asksStrangers ? acquaintance : undefined;
  // Declining is an answer: only a person they know may add them once more.
  if (stranger !== undefined && hasDeclined(target) && !stranger.knows) return refused('not-allowed');
  // Asking to join is an answer, too.
  const asking = target.request === undefined ? stranger : undefined;
  if (asking !== undefined && !mayAsk(asking)) return refused('unanswered');
  // Adding a new person repeats nothing.
  const isBack = target.membership !== undefined;
  if (isBack && !show(act)) return refused('not-allowed');
  const isAsked = asking !== undefined && mustAsk(asking);
  // A membership row counts once, however often they are asked into the group.
  if (isAsked && isBack) draft.putShown(actor.account, target.account, asking.shown + 1);
  draft.add(target, role, { kind: 'added', by: actor.account, who: target.account }, isAsked ? actor.account : null);
  return done(act, role);
};

const changeRole = (act: Act, { role }: Asked<'role'>): MemberOutcome => {
  const { actor, target } = act.facts;
  const before = roleOf(target);
  // Answered as if they had the other role: it is done already, or they are not a member.
  const as = before === undefined || before === role ? (role === 'admin' ? 'member' : 'admin') : before;
  if (!may(act, role === 'admin' ? 'make-admin' : 'remove-admin', as)) return refused('not-allowed');
  if (target === undefined || before === undefined) return refused('unknown-member');
  if (before === role) return nothing(role);
  if (!show(act)) return refused('not-allowed');
  act.draft.setRole(target, role);
  act.draft.addEvent({ kind: 'role', by: actor.account, who: target.account, role });
  return done(act, role);
};

const remove = (act: Act, { who }: Asked<'remove'>): MemberOutcome => {
  const { actor, target } = act.facts;
  const role = roleOf(target);
  const leaves = target?.account === actor.account;
  if (leaves && !may(act, 'leave')) return refused('last-owner');
  // A person who has left, or never was a member, counts as a plain member.
  if (!leaves && !may(act, 'remove', role ?? 'member')) return refused('not-allowed');
  if (target === undefined || role === undefined) return nothing();
  const event = leaves
    ? ({ kind: 'left', by: actor.account } as const)
    : ({ kind: 'removed', by: actor.account, who: target.account } as const);
  act.draft.remove(target.account, act.at, actor.account, event);
  return done(act, undefined, [who], [who]);
};

const decline = (act: Act): MemberOutcome => {
  const { account, userId, membership } = act.facts.actor;
  // Accepted on another device: leaving is a separate decision.
  if (typeof membership?.askedBy !== 'number') return refused('not-allowed');
  act.draft.remove(account, act.at, account, { kind: 'left', by: account });
  return done(act, undefined, [userId], [userId]);
};

const transfer = (act: Act): MemberOutcome => {
  const { actor, target } = act.facts;
  const role = roleOf(target);
  // Repeated by the previous owner: it is done already.
  if (role === 'owner') return nothing(role);
  if (!may(act, 'transfer', role ?? 'member')) return refused('not-allowed');
  if (target === undefined || role === undefined) return refused('unknown-member');
  // A person who has not accepted could still decline, and leave the group without an owner.
  if (typeof target.membership?.askedBy === 'number') return refused('not-allowed');
  if (!show(act)) return refused('not-allowed');
  act.draft.setRole(target, 'owner');
  act.draft.setRole(actor, 'admin');
  act.draft.addEvent({ kind: 'owner', by: actor.account, who: target.account });
  return done(act, 'owner');
};

const deleteGroup = (act: Act): MemberOutcome => {
  if (!may(act, 'delete-group')) return refused('not-allowed');
  const all = act.draft.memberIds();
  act.draft.delete(act.at, act.facts.actor.account);
  return { kind: 'done', changed: true, told: all, gone: all };
};

const carryOut = (act: Act, asked: MemberAct): MemberOutcome => {
  switch (asked.kind) {
    case 'add':
      return add(act, asked);
    case 'role':
      return changeRole(act, asked);
    case 'remove':
      return remove(act, asked);
    case 'decline':
      return decline(act);
    case 'transfer':
      return transfer(act);
    case 'delete-group':
      return deleteGroup(act);
  }
};

/** Whether a former member repeats what they already did: leaving, declining, deleting the group. */
const isDoneAlready = ({ group, actor }: ActFacts, asked: MemberAct): boolean => {
  if (actor.membership?.isRemoved !== true) return false;
  const isOwnDoing = actor.membership.removedBy === actor.account;
  if (asked.kind === 'remove') return asked.who === actor.userId;
  if (asked.kind === 'decline') return isOwnDoing;
  return asked.kind === 'delete-group' && group.deletedAt !== null && isOwnDoing;
};

/**
 * Decides about an act on the members of a group, or on the group.
 * @param facts undefined: the conversation or account does not exist
 * @param at ms since 1970
 */
export const decideMemberAct = (facts: ActFacts | undefined, asked: MemberAct, at: number): Decision<MemberOutcome> => {
  const plan = emptyPlan();
  if (facts === undefined) return { outcome: refused('not-found'), plan };
  const role = facts.group.deletedAt === null ? roleOf(facts.actor) : undefined;
  if (role === undefined) return { outcome: isDoneAlready(facts, asked) ? nothing() : refused('not-found'), plan };
  if (facts.group.kind === 'direct') return { outcome: refused('not-allowed'), plan };
  const rights = parseRights(JSON.parse(facts.group.rights));
  const draft = createGroupDraft(facts, plan);
  return { outcome: carryOut({ facts, role, rights, draft, at }, asked), plan };
};
