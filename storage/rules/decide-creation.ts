import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { NewConversation } from '../ports/conversations.ts';
import { type Acquaintance, isUnheard, mayAsk, mustAsk } from './strangers.ts';

type Members = NewConversation['members'];
type Refusal = 'exists' | 'id-taken' | 'unknown-member' | 'unanswered';

export interface CreationFacts {
  /** The conversation that already has the id. */
  readonly existing:
    | {
        readonly kind: 'direct' | 'group';
        readonly creator: UserId;
        /** Everybody who is or was a member. */
        readonly people: ReadonlySet<UserId>;
      }
    | undefined;
  readonly accounts: ReadonlyMap<UserId, AccountNumber>;
  /** What members know of the creator; only loaded when strangers are asked first. */
  readonly acquaintances: ReadonlyMap<UserId, Acquaintance>;
}

/** A conversation to be written, with its members. */
export interface CreationPlan {
  readonly creator: AccountNumber;
  readonly isLarge: boolean;
  readonly isUnheard: boolean;
  readonly unanswered: AccountNumber | null;
  readonly members: readonly {
    readonly account: AccountNumber;
    readonly role: Role;
    readonly askedBy: AccountNumber | null;
  }[];
  readonly event: ConversationEvent | undefined;
}

const membersOf = ({ members }: NewConversation): Members => [
  ...new Map(members.map((member) => [member.userId, member])).values(),
];

/** Accounts whose numbers a creation needs. */
export const peopleOf = (asked: NewConversation): readonly UserId[] => [
  ...new Set([...asked.members.map(({ userId }) => userId), asked.createdBy]),
];

/**
 * Whether an existing conversation is the requested one. For its creator a group always is: after a restore several of
 * their devices recreate it, each as it knew it.
 */
const isTheSame = (
  { kind, creator, people }: NonNullable<CreationFacts['existing']>,
  asked: NewConversation,
  members: Members,
): boolean => {
  if (kind !== asked.kind) return false;
  if (kind === 'group') return creator === asked.createdBy;
  return (
    people.has(asked.createdBy) && members.every(({ userId }) => people.has(userId)) && members.length === people.size
  );
};

/** Decides about a new conversation. */
export const decideCreation = (
  { existing, accounts, acquaintances }: CreationFacts,
  asked: NewConversation,
): Refusal | CreationPlan => {
  const members = membersOf(asked);
  if (existing !== undefined) return isTheSame(existing, asked, members) ? 'exists' : 'id-taken';
  const creator = accounts.get(asked.createdBy);
  if (creator === undefined) return 'unknown-member';
  const isGroup = asked.kind === 'group';
  const rows: CreationPlan['members'][number][] = [];
  let isUnanswered = false;
  for (const { userId, role } of members) {
    const account = accounts.get(userId);
    if (account === undefined) return 'unknown-member';
    const isAsking = asked.asksStrangers === true && isGroup && account !== creator;
    const stranger = isAsking ? acquaintances.get(userId) : undefined;
    if (stranger !== undefined && !mayAsk(stranger)) isUnanswered = true;
    rows.push({ account, role, askedBy: stranger !== undefined && mustAsk(stranger) ? creator : null });
  }
  if (isUnanswered) return 'unanswered';
  return {
    creator,
    isLarge: members.length > LIMITS.namedReceipts,
    isUnheard: isUnheard(new Map(rows.map(({ account, askedBy }) => [account, askedBy]))),
    // The recipient decides whether they know the writer.
    unanswered: isGroup ? null : (rows.find(({ account }) => account !== creator)?.account ?? null),
    members: rows,
    event: isGroup ? { kind: 'created', by: creator, name: asked.name ?? '' } : undefined,
  };
};
