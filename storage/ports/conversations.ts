import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Role } from '../../shared/protocol/facts.ts';

interface ConversationRecord {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly name: string | undefined;
  readonly seq: number;
  readonly newestChapter: number;
  /** Of a direct conversation: the person who has not answered the other yet. */
  readonly unanswered: AccountNumber | undefined;
  /** What the group decides for itself, as stored: JSON of what is set. */
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
  /** Which seqs it holds, as inclusive pairs; may name more than it holds. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** What became of an id of a message. */
interface MessageRecord {
  readonly seq: number;
  readonly chapter: number;
  readonly author: number;
  readonly isDeleted: boolean;
}

/** Conversations and their chapters. */
export interface Conversations {
  /**
   * `created`, or `exists` when the same creator (of a direct conversation: either person) asked for the same thing before;
   * `id-taken` otherwise. Unknown members: `unknown-member`.
   */
  createConversation(
    conversation: NewConversation,
    at: number,
  ): Promise<'created' | 'exists' | 'id-taken' | 'unknown-member' | 'unanswered'>;
  conversation(id: ConversationId): Promise<ConversationRecord | undefined>;
  chapters(id: ConversationId): Promise<ChapterRecord[]>;
  /** The message that has this id in a conversation; undefined: none ever had. */
  message(id: ConversationId, messageId: MessageId): Promise<MessageRecord | undefined>;
  /** Whether a conversation was deleted for everybody. */
  isDeleted(id: ConversationId): Promise<boolean>;
}
