/** What happens when an account is deleted. */
import type { DocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

/** A deleted account of which something is still to be removed. */
export interface Erasure {
  readonly userId: UserId;
  readonly number: AccountNumber;
  /** Its messages too, for everybody. */
  readonly messages: boolean;
}

export interface Leaving {
  /** Groups with other members that an account owns: without it nobody could manage them. */
  ownedGroups(userId: UserId): Promise<readonly { readonly id: ConversationId; readonly name: string | undefined }[]>;
  /**
   * In one transaction: removes the name, makes the account impossible to find, lets it leave all groups with an event, and
   * records an erasure. Returns those groups; `owner` when it owns one with other members, undefined when the account does
   * not exist or is already deleted.
   */
  removeAccount(leaver: {
    userId: UserId;
    messages: boolean;
    at: number;
  }): Promise<readonly ConversationId[] | 'owner' | undefined>;
  /** Deleted accounts for which `finishErasure` has not been called. */
  erasures(): Promise<readonly Erasure[]>;
  /** Every chapter in which an account may have written. */
  chaptersOf(
    number: AccountNumber,
  ): Promise<readonly { readonly conversationId: ConversationId; readonly chapter: number }[]>;
  /** An account's own documents, of all generations, and those of groups without remaining members. */
  abandonedDocuments(userId: UserId): Promise<readonly DocumentName[]>;
  /** Removes documents, with all that was ever in them, from the disk. */
  dropDocuments(names: readonly DocumentName[]): Promise<void>;
  finishErasure(number: AccountNumber): Promise<void>;
}
