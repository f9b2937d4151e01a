/** What becomes of an account that is deleted. */
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
  /** Groups an account owns in which others are: they would be left without anybody who may look after them. */
  ownedGroups(userId: UserId): Promise<readonly { readonly id: ConversationId; readonly name: string | undefined }[]>;
  /**
   * In one transaction: nobody is called so any more, nobody finds it, it is out of all groups (which say that it left),
   * and an erasure is noted. The answer holds those groups; `owner` when it owns one with others, undefined when there
   * is no such account or it is gone already.
   */
  removeAccount(leaver: {
    userId: UserId;
    messages: boolean;
    at: number;
  }): Promise<readonly ConversationId[] | 'owner' | undefined>;
  /** Deleted accounts that `finishErasure` has not named yet. */
  erasures(): Promise<readonly Erasure[]>;
  /** Every chapter in which an account may have written. */
  chaptersOf(
    number: AccountNumber,
  ): Promise<readonly { readonly conversationId: ConversationId; readonly chapter: number }[]>;
  /** An account's own documents, of all generations, and those of groups in which nobody is left. */
  abandonedDocuments(userId: UserId): Promise<readonly DocumentName[]>;
  /** Takes documents off the disk, with all that was ever in them. */
  dropDocuments(names: readonly DocumentName[]): Promise<void>;
  finishErasure(number: AccountNumber): Promise<void>;
}
