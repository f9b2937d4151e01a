import type { MessageId } from '../../shared/ids/ulid.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { ChapterEffects, Stamping } from '../ports/journal.ts';
import { ulidToBytes } from '../ulid-bytes.ts';

/** The newest message of a conversation, by seq. */
export interface Head {
  readonly id: Uint8Array;
  readonly chapter: number;
  readonly seq: number;
  readonly by: number;
  readonly at: number;
  readonly stampedAt: number;
  /** Envelope of the message; undefined: deleted, or it or its latest edit is too long to travel with the facts. */
  readonly entry: Uint8Array | undefined;
  /** Envelope of its latest edit. */
  readonly edit: Uint8Array | undefined;
  readonly deleted: boolean;
}

const NO_BYTES = { entry: undefined, edit: undefined };
const fits = (envelope: Uint8Array): boolean => envelope.byteLength <= LIMITS.headEntryBytes;

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

const newestOf = (chapter: number, { messages }: ChapterEffects, { firstSeq, at }: Stamping): Head | undefined => {
  const newest = messages.at(-1);
  if (newest === undefined) return undefined;
  return {
    id: ulidToBytes(newest.id),
    chapter,
    seq: firstSeq + messages.length - 1,
    by: newest.author,
    at: newest.at,
    stampedAt: at,
    entry: fits(newest.entry) ? newest.entry : undefined,
    edit: undefined,
    deleted: false,
  };
};

/** The latest message after an update's messages, edits and deletions. */
export const headAfter = (
  before: Head | undefined,
  chapter: number,
  effects: ChapterEffects,
  stamping: Stamping,
): Head | undefined => {
  let head = newestOf(chapter, effects, stamping) ?? before;
  const isHead = (messageId: MessageId): boolean =>
    head !== undefined &&
    head.chapter === chapter &&
    head.by === (effects.authors?.get(messageId) ?? head.by) &&
    isSame(head.id, ulidToBytes(messageId));
  for (const { messageId, entry } of effects.edits) {
    // Without the original message nobody can tell what an edit changes.
    if (head?.entry !== undefined && isHead(messageId))
      head = { ...head, ...(fits(entry) ? { edit: entry } : NO_BYTES) };
  }
  for (const messageId of effects.deletions) {
    if (head !== undefined && isHead(messageId)) head = { ...head, ...NO_BYTES, deleted: true };
  }
  for (const messageId of effects.vanished ?? []) {
    if (isHead(messageId)) head = undefined;
  }
  return head;
};
