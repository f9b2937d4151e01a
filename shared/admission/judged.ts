import type { BlobId } from '../ids/blob.ts';
import type { EditId, MessageId } from '../ids/ulid.ts';
import type { Growth } from './chapter-size.ts';
import type { DeleteRange, StructId } from './delete-ranges.ts';
import type { DocumentFacts } from './document-facts.ts';

interface JudgedMessage {
  readonly id: MessageId;
  readonly at: number;
  /** As its header says: account numbers, each once, `EVERYBODY` for all; nobody when it is quiet. */
  readonly mentions: readonly number[];
  readonly quiet: boolean;
  /** The bytes of its envelope. */
  readonly entry: Uint8Array;
  /** Blobs it refers to, each once; absent: none. */
  readonly blobs?: readonly BlobId[];
}

/** An update found good: what to apply, and what it means. */
export interface Judged {
  /** Bytes to apply; undefined when the update brings nothing. */
  readonly update: Uint8Array | undefined;
  /** New, living messages and edits, each to be stamped, in the order in which they were written. */
  readonly messages: readonly JudgedMessage[];
  readonly edits: readonly (Omit<JudgedMessage, 'id' | 'at' | 'quiet' | 'blobs'> & {
    readonly id: EditId;
    readonly messageId: MessageId;
  })[];
  /** Ids of messages that arrive dead: used, and never stamped. */
  readonly dead: readonly MessageId[];
  /** Messages deleted for everyone by this update. */
  readonly deletions: readonly MessageId[];
  /** Account numbers of the authors of the messages that edits and deletions speak of, as the chapter has them. */
  readonly authors: ReadonlyMap<MessageId, number>;
  /** Deletions of what was deleted before: the first entry stands, so the server writes it again behind these. */
  readonly secondDeletions: readonly { readonly messageId: MessageId; readonly id: StructId }[];
  /** What the server removes in the same transaction: everything that hangs on a deleted message. */
  readonly sweep: readonly DeleteRange[];
  /** How many things it makes appear to others. */
  readonly shown: number;
  /** Text disappears: the journal must be compacted soon. */
  readonly purge: boolean;
  /** What it adds to a chapter; the server's own entries for it come on top. */
  readonly growth: Growth;
  /** A device number that the session registers by this update. */
  readonly newDevice: number | undefined;
  /** What it says of the conversation itself, in plain. */
  readonly wrote: DocumentFacts;
  /** It changes something that the server keeps as facts of the conversation. */
  readonly touchesFacts: boolean;
  /** Foreign structs were left out that this document lacks. */
  readonly foreignUnknown: boolean;
}

/** Of an update that brings nothing the document lacks. */
export const NOTHING_JUDGED = {
  update: undefined,
  messages: [],
  edits: [],
  dead: [],
  deletions: [],
  authors: new Map<MessageId, number>(),
  secondDeletions: [],
  sweep: [],
  shown: 0,
  purge: false,
  growth: { messages: 0, clients: [], bytes: 0 },
  newDevice: undefined,
  wrote: {},
  touchesFacts: false,
} as const;
