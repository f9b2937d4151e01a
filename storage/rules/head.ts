import type { MessageId } from '../../shared/ids/ulid.ts';
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
  readonly text: string | undefined;
  readonly deleted: boolean;
}

/** Characters (code points) of a preview, as `HEAD_FACT` says. */
const PREVIEW = 160;

const clip = (text: string | undefined): string | undefined =>
  text === undefined || text.length <= PREVIEW ? text : Array.from(text).slice(0, PREVIEW).join('');

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
    text: clip(newest.preview),
    deleted: false,
  };
};

/** The head after an update's messages, edits and deletions. */
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
  for (const { messageId, preview } of effects.edits) {
    if (preview !== undefined && head !== undefined && !head.deleted && isHead(messageId))
      head = { ...head, text: clip(preview) };
  }
  for (const messageId of effects.deletions) {
    if (head !== undefined && isHead(messageId)) head = { ...head, text: undefined, deleted: true };
  }
  for (const messageId of effects.vanished ?? []) {
    if (isHead(messageId)) head = undefined;
  }
  return head;
};
