import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';

export interface Membership {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly role: Role;
  /** The first chapter that is open to them. */
  readonly from: number;
  /** They were put into the group by somebody they do not know, or block, and have not accepted yet. */
  readonly asked?: true;
}

/** What somebody does with the members of a group, or with the group itself; held to `MEMBER_RULES`. */
export type MemberAct =
  /** `asksStrangers`: somebody who does not know them, or blocks them, is asked first. */
  | {
      readonly kind: 'add';
      readonly who: UserId;
      readonly role: 'admin' | 'member';
      readonly asksStrangers?: boolean;
    }
  | { readonly kind: 'role'; readonly who: UserId; readonly role: 'admin' | 'member' }
  /** Oneself: to leave. */
  | { readonly kind: 'remove'; readonly who: UserId }
  /** Oneself, who was asked into the group; refused once one has accepted. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'transfer'; readonly who: UserId }
  | { readonly kind: 'delete-group' };

/** `not-found`: who acts is no member. Refused acts change nothing. */
export type MemberRefusal = {
  readonly kind: 'refused';
  readonly code:
    | 'not-found'
    | 'not-allowed'
    | 'last-owner'
    | 'unknown-member'
    | 'group-full'
    | 'too-many'
    | 'unanswered';
};

export type MemberOutcome =
  | {
      readonly kind: 'done';
      /** false: it was so already. */
      readonly changed: boolean;
      /** The role of whom it was done to. */
      readonly role?: Role | undefined;
      /** Whose facts changed. */
      readonly told: readonly UserId[];
      /** Who is no member any more. */
      readonly gone: readonly UserId[];
    }
  | MemberRefusal;

/** Members of conversations, and what they do with each other. */
export interface Memberships {
  /** The current membership; undefined for strangers and removed members. */
  membership(id: ConversationId, userId: UserId): Promise<Membership | undefined>;
  members(id: ConversationId): Promise<Membership[]>;
  /**
   * Looks, judges and carries out in one transaction, with the event that tells of it: of two who act apart the second
   * finds what the first has left. Repeating does no harm.
   */
  act(id: ConversationId, by: UserId, act: MemberAct, at: number): Promise<MemberOutcome>;
}
