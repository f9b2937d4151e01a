import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';

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

/** An act on the members of a group, or on the group itself; allowed by `MEMBER_RULES`. */
export type MemberAct =
  /** `asksStrangers`: people who do not know the actor, or block them, are asked first. */
  | {
      readonly kind: 'add';
      readonly who: UserId;
      readonly role: 'admin' | 'member';
      readonly asksStrangers?: boolean;
    }
  | { readonly kind: 'role'; readonly who: UserId; readonly role: 'admin' | 'member' }
  /** The actor leaves. */
  | { readonly kind: 'remove'; readonly who: UserId }
  /** The actor declines being added; refused once they have accepted. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'transfer'; readonly who: UserId }
  | { readonly kind: 'delete-group' };

/** `not-found`: the actor is not a member. Refused acts change nothing. */
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
      /** false: nothing was left to change. */
      readonly changed: boolean;
      /** The role of the target. */
      readonly role?: Role | undefined;
      /** Accounts whose facts changed. */
      readonly told: readonly UserId[];
      /** Accounts that are no longer members. */
      readonly gone: readonly UserId[];
    }
  | MemberRefusal;

/** Members of conversations, and their acts on each other. */
export interface Memberships {
  /** The current membership; undefined for strangers and removed members. */
  membership(id: ConversationId, userId: UserId): Promise<Membership | undefined>;
  members(id: ConversationId): Promise<Membership[]>;
  /**
   * Reads, decides and writes in one transaction, including the event. Of two concurrent acts the second sees the result of
   * the first. Repeating does no harm.
   */
  act(id: ConversationId, by: UserId, act: MemberAct, at: number): Promise<MemberOutcome>;
}

/** Watermarks, and when they passed a message. */
export interface Receipts {
  /** Raises watermarks, joined with max() and bounded by the conversation's seq; true when something rose. */
  raise(id: ConversationId, userId: UserId, marks: { read?: number; delivered?: number }): Promise<boolean>;
  /** Who has a message, and since when, as far as `asker` may know; undefined when no such living message exists. */
  receipts(id: ConversationId, seq: number, asker: UserId): Promise<MessageReceipts | undefined>;
}
