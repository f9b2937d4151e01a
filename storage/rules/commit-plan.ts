import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { Ranges } from './chapter-ranges.ts';
import type { ConversationRow, DocumentRow } from './commit-facts.ts';
import type { Changed, InConversation, OfMember } from './group-plan.ts';
import type { Head } from './head.ts';

/**
 * The rows that a batch writes: each row once, in its last state, so that rows of one kind can be written in any order by
 * one statement.
 */
export interface CommitPlan {
  /** How many values of the change counter the batch takes. */
  readonly changes: number;
  readonly documents: readonly DocumentRow[];
  readonly devices: readonly { readonly account: number; readonly number: number }[];
  readonly conversations: readonly (ConversationRow & Changed)[];
  /** Conversations whose own document was written. */
  readonly settings: readonly ConversationRow[];
  /** Conversations whose other person has answered. */
  readonly answered: readonly number[];
  readonly unheard: readonly (InConversation & { readonly isUnheard: boolean })[];
  readonly chapters: readonly (InConversation &
    Changed & {
      readonly chapter: number;
      readonly version: number;
      readonly isFull: boolean;
      readonly ranges: Ranges;
      readonly isNew: boolean;
    })[];
  readonly messages: readonly (InConversation & {
    readonly id: MessageId | EditId;
    readonly seq: number;
    readonly chapter: number;
  })[];
  readonly stamps: readonly (InConversation & {
    readonly seq: number;
    readonly author: number;
    readonly isDeleted: boolean;
    readonly isQuiet: boolean;
  })[];
  /** Stamps of earlier batches whose message is deleted now. */
  readonly deleted: readonly (InConversation & { readonly seq: number })[];
  /** The accounts a message mentions from now on; `replaces`: it may have mentioned others before. */
  readonly mentions: readonly (InConversation & {
    readonly seq: number;
    readonly accounts: readonly number[];
    readonly replaces: boolean;
  })[];
  readonly references: readonly (InConversation & {
    readonly message: MessageId;
    readonly chapter: number;
    readonly blob: number;
  })[];
  /** Messages that let go of the blobs they referred to. */
  readonly released: readonly (InConversation & { readonly message: MessageId })[];
  readonly due: readonly (InConversation & {
    readonly id: MessageId;
    readonly chapter: number;
    readonly at: number;
  })[];
  readonly vanished: readonly (InConversation & { readonly id: MessageId })[];
  /** Watermarks of authors; `isTold`: the other members are told. */
  readonly marks: readonly (OfMember &
    Changed & { readonly delivered: number; readonly read: number; readonly isTold: boolean })[];
  /** When authors' read marks passed a seq. */
  readonly readLog: readonly (OfMember & { readonly seq: number; readonly at: number })[];
  /** What `viewer`, whom `account` blocks, at least sees of their watermarks. */
  readonly keptMarks: readonly (OfMember & Changed & { readonly viewer: number; readonly seq: number })[];
  readonly keptHeads: readonly (OfMember & { readonly head: Head | undefined })[];
  readonly droppedHeads: readonly OfMember[];
  /** The new total. */
  readonly shown: readonly { readonly writer: number; readonly target: number; readonly acts: number }[];
  /** Members who accepted the group by writing. */
  readonly accepted: readonly (OfMember & Changed)[];
  /** Accounts that others may see from now on. */
  readonly seen: readonly ({ readonly account: number } & Changed)[];
  readonly events: readonly (InConversation & { readonly event: ConversationEvent })[];
  readonly settled: readonly string[];
}
