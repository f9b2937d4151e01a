import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type GroupRights, parseRights } from '../../shared/permissions/group-rights.ts';
import { type MemberAction, mayAct } from '../../shared/permissions/member-actions.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { MemberAct, MemberOutcome, MemberRefusal, Memberships } from '../ports/memberships.ts';
import type { Connection, TakeChange } from './connection.ts';
import type { MemberChanges } from './member-changes.ts';
import type { FoundMember } from './membership-rows.ts';
import type { PendingEvents } from './pending-events.ts';
import { prepare } from './statement.ts';

/** Somebody acting in a group they are a member of, inside a transaction. */
export interface Actor extends FoundMember {
  readonly role: Role;
  readonly rights: GroupRights;
}

export const refused = (code: MemberRefusal['code']): MemberRefusal => ({ kind: 'refused', code });
const nothing = (role?: Role): MemberOutcome => ({ kind: 'done', changed: false, role, told: [], gone: [] });

const roleOf = (found: FoundMember | undefined): Role | undefined =>
  found?.row === undefined || found.row.removed_at !== null ? undefined : found.row.role;

/** Who acts, when they are a member of a group that is there. */
export const actorIn = (found: FoundMember | undefined): Actor | undefined => {
  const role = roleOf(found);
  if (found === undefined || role === undefined || found.conversation.deleted_at !== null) return undefined;
  return { ...found, role, rights: parseRights(JSON.parse(found.conversation.rights)) };
};

export const createMemberActs = (
  { database, kysely, queries, write }: Connection,
  members: MemberChanges,
  events: PendingEvents,
): Pick<Memberships, 'act'> & { readonly membersOf: (conversation: number) => UserId[] } => {
  const present = prepare<[number], { userId: UserId }>(
    database,
    `select user_id as userId from memberships m join accounts a on a.number = m.account
     where conversation = ? and removed_at is null order by number`,
  );
  const membersOf = (conversation: number): UserId[] => present.all(conversation).map(({ userId }) => userId);

  const done = (
    actor: Actor,
    role: Role | undefined,
    before: readonly UserId[] = [],
    gone: readonly UserId[] = [],
  ): MemberOutcome => ({
    kind: 'done',
    changed: true,
    role,
    told: [...new Set([...before, ...membersOf(actor.conversation.id)])],
    gone,
  });

  const add = (
    actor: Actor,
    target: FoundMember | undefined,
    { role, asksStrangers }: Extract<MemberAct, { kind: 'add' }>,
    takeChange: TakeChange,
  ): MemberOutcome => {
    const action = role === 'member' ? 'add' : 'add-admin';
    if (!mayAct(action, actor.role, undefined, actor.rights)) return refused('not-allowed');
    const present = roleOf(target);
    if (target === undefined) return refused('unknown-member');
    if (present !== undefined) return nothing(present);
    if (members.isFull(actor.conversation.id)) return refused('group-full');
    // Declining is an answer: only somebody they know may ask once more.
    if (asksStrangers && members.hasDeclined(target) && members.isStranger(target.account, actor.account))
      return refused('not-allowed');
    if (asksStrangers && !members.mayAsk(target, actor.account)) return refused('unanswered');
    // Somebody new is no repetition.
    if (target.row !== undefined && !members.showEvent(actor)) return refused('not-allowed');
    const event = { kind: 'added', by: actor.account, who: target.account } as const;
    members.add(target, role, takeChange(), event, asksStrangers);
    return done(actor, role);
  };

  const changeRole = (
    actor: Actor,
    target: FoundMember | undefined,
    role: 'admin' | 'member',
    takeChange: TakeChange,
  ): MemberOutcome => {
    const before = roleOf(target);
    // As if they had the other role: it is so already, or they are not here.
    const wanted: MemberAction = role === 'admin' ? 'promote' : 'demote';
    const as = before === undefined || before === role ? (role === 'admin' ? 'member' : 'admin') : before;
    if (!mayAct(wanted, actor.role, as, actor.rights)) return refused('not-allowed');
    if (target === undefined || before === undefined) return refused('unknown-member');
    if (before === role) return nothing(role);
    if (!members.showEvent(actor)) return refused('not-allowed');
    members.setRole(target, role, takeChange(), { kind: 'role', by: actor.account, who: target.account, role });
    return done(actor, role);
  };

  const remove = (actor: Actor, target: FoundMember | undefined, who: UserId, at: number, takeChange: TakeChange) => {
    const role = roleOf(target);
    const leaves = target?.account === actor.account;
    if (leaves && !mayAct('leave', actor.role, undefined, actor.rights)) return refused('last-owner');
    // Who is gone already, or never was here, is as good as a plain member.
    if (!leaves && !mayAct('remove', actor.role, role ?? 'member', actor.rights)) return refused('not-allowed');
    if (target === undefined || role === undefined) return nothing();
    const event = leaves
      ? ({ kind: 'left', by: actor.account } as const)
      : ({ kind: 'removed', by: actor.account, who: target.account } as const);
    members.remove(target, at, actor.account, takeChange(), event);
    return done(actor, undefined, [who], [who]);
  };

  const decline = (actor: Actor, at: number, takeChange: TakeChange): MemberOutcome => {
    // Accepted on another device: leaving is a decision of its own.
    if (typeof actor.row?.asked_by !== 'number') return refused('not-allowed');
    members.remove(actor, at, actor.account, takeChange(), { kind: 'left', by: actor.account });
    return done(actor, undefined, [actor.userId], [actor.userId]);
  };

  const handOver = (actor: Actor, target: FoundMember | undefined, takeChange: TakeChange): MemberOutcome => {
    const role = roleOf(target);
    // Asked for again by who owned it before: it is so already.
    if (role === 'owner') return nothing(role);
    if (!mayAct('hand-over', actor.role, role ?? 'member', actor.rights)) return refused('not-allowed');
    if (target === undefined || role === undefined) return refused('unknown-member');
    // A person who has not accepted could still decline, and leave the group without an owner.
    if (typeof target.row?.asked_by === 'number') return refused('not-allowed');
    if (!members.showEvent(actor)) return refused('not-allowed');
    const changed = takeChange();
    const event = { kind: 'owner', by: actor.account, who: target.account } as const;
    members.setRole(target, 'owner', changed, event);
    members.setRole(actor, 'admin', changed, undefined);
    return done(actor, 'owner');
  };

  const deleteGroup = (actor: Actor, at: number, takeChange: TakeChange): MemberOutcome => {
    if (!mayAct('delete-group', actor.role, undefined, actor.rights)) return refused('not-allowed');
    const { id } = actor.conversation;
    const all = membersOf(id);
    const changed = takeChange();
    events.forget(id);
    members.removeAll(actor, at, changed);
    for (const table of ['group_links', 'join_requests', 'declined_requests'] as const)
      queries.run(kysely.deleteFrom(table).where('conversation', '=', id));
    return { kind: 'done', changed: true, told: all, gone: all };
  };

  const carryOut = (actor: Actor, asked: MemberAct, find: (who: UserId) => FoundMember | undefined, at: number) => {
    return (takeChange: TakeChange): MemberOutcome => {
      switch (asked.kind) {
        case 'add':
          return add(actor, find(asked.who), asked, takeChange);
        case 'role':
          return changeRole(actor, find(asked.who), asked.role, takeChange);
        case 'remove':
          return remove(actor, find(asked.who), asked.who, at, takeChange);
        case 'decline':
          return decline(actor, at, takeChange);
        case 'hand-over':
          return handOver(actor, find(asked.who), takeChange);
        case 'delete-group':
          return deleteGroup(actor, at, takeChange);
      }
    };
  };

  /** Who is out already, and asks for that once more: by leaving, or by deleting what they have deleted. */
  const isDoneAlready = (found: FoundMember | undefined, by: UserId, asked: MemberAct): boolean => {
    if (found?.row === undefined || found.row.removed_at === null) return false;
    if (asked.kind === 'remove') return asked.who === by;
    if (asked.kind === 'decline') return found.row.removed_by === found.account;
    return (
      asked.kind === 'delete-group' && found.conversation.deleted_at !== null && found.row.removed_by === found.account
    );
  };

  return {
    membersOf,
    act: (id: ConversationId, by, asked, at) =>
      write((takeChange) => {
        const found = members.find(id, by);
        const actor = actorIn(found);
        if (actor === undefined) return isDoneAlready(found, by, asked) ? nothing() : refused('not-found');
        if (actor.conversation.kind === 'direct') return refused('not-allowed');
        return carryOut(actor, asked, (who) => members.find(id, who), at)(takeChange);
      }),
  };
};
export type MemberActs = ReturnType<typeof createMemberActs>;
