import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';

interface ConversationRecord {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly name: string | undefined;
  readonly seq: number;
  readonly newestChapter: number;
  /** Of a direct conversation: who has not answered the other yet. */
  readonly unanswered: AccountNumber | undefined;
  /** What the group decides for itself, as it is stored: JSON of what is set. */
  readonly rights: string;
}

export interface NewConversation {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly name: string | undefined;
  /** All members with their roles, the creator among them. */
  readonly members: readonly { readonly userId: UserId; readonly role: Role }[];
  /** Members of a group who do not know its creator, or block them, are asked first. */
  readonly asksStrangers?: boolean;
}

interface ChapterRecord {
  readonly chapter: number;
  readonly full: boolean;
  readonly version: number;
}

/** Conversations and their chapters. */
export interface Conversations {
  /**
   * `created`, or `exists` when the same creator asked for the same thing before or, for a direct conversation, either
   * of the two did; `id-taken` otherwise. Unknown members: `unknown-member`.
   */
  createConversation(
    conversation: NewConversation,
    at: number,
  ): Promise<'created' | 'exists' | 'id-taken' | 'unknown-member' | 'unanswered'>;
  conversation(id: ConversationId): Promise<ConversationRecord | undefined>;
  chapters(id: ConversationId): Promise<ChapterRecord[]>;
  /** Whether a conversation was deleted for everybody. */
  isDeleted(id: ConversationId): Promise<boolean>;
}
