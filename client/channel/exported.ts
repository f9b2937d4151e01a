import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { Unopened } from '../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

/** A message as an export takes it from the replica. Times are ISO 8601; an invalid date is its number. */
export interface ExportedMessage {
  readonly id: string;
  /** The author's name now, and their account number. */
  readonly by: string;
  readonly number: number;
  readonly own: boolean;
  readonly writtenAt: string;
  /** Absent: it has not reached the server. */
  readonly receivedAt?: string;
  readonly seq?: number;
  /** Absent: deleted, or `unreadable`. */
  readonly body?: MessageBody;
  readonly text?: string;
  readonly edited?: true;
  readonly unreadable?: Unopened;
  readonly deletedBy?: string;
  readonly reactions?: readonly { readonly emoji: string; readonly by: readonly string[] }[];
  /** Of a poll: who chose each option. */
  readonly votes?: readonly (readonly string[])[];
  /** The beginning of the message it answers, when that stands in the same chapter. */
  readonly quoted?: { readonly by: string; readonly text?: string };
}

/** Something that happened between messages, as the server recorded it. */
export interface ExportedEvent {
  readonly id: string;
  readonly at: string;
  /** It stands behind the message with this number. */
  readonly seq: number;
  readonly event: ConversationEvent;
  /** Names of who did it and whom it was done to; absent when that is the exporter, or nobody. */
  readonly by?: string;
  readonly who?: string;
}

export interface ExportedConversation {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  readonly title: string;
  /** SHA-256 of a group's picture. */
  readonly picture: string | undefined;
  readonly role: string | undefined;
  readonly members: readonly { readonly name: string; readonly number: number; readonly role: string }[];
  /** Numbers of its chapters, in their order. */
  readonly chapters: readonly number[];
}

export interface ExportedChapter {
  /** In the order of the conversation. */
  readonly entries: readonly (ExportedMessage | ExportedEvent)[];
  /** Messages that could not be read. */
  readonly unread: readonly MessageId[];
  /** False: some of it is not on this device and could not be fetched. */
  readonly whole: boolean;
}

/** What belongs to the person and to no conversation. */
export interface ExportedAccount {
  readonly profile: Readonly<Record<string, unknown>> & { readonly picture?: string | undefined };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly notSent: readonly unknown[];
}
