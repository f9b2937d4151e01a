import { chapterDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessagePage, ProgramMessage } from '../../shared/protocol/http-programs.ts';
import { PROGRAM_LIMITS } from '../../shared/protocol/limits.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';
import type { Memberships } from '../../storage/ports/memberships.ts';
import type { WithDocument } from '../admission/server-document.ts';
import { readChapter } from './read-chapter.ts';

export interface ReadMessagesDependencies {
  readonly facts: Pick<Conversations, 'conversation' | 'chapters'> & Pick<Memberships, 'membership'>;
  readonly withDocument: WithDocument;
}

/** The first seq after another that a chapter may hold. */
const firstAfter = (ranges: readonly (readonly [number, number])[], seq: number): number | undefined => {
  const range = ranges.find(([, last]) => last > seq);
  return range === undefined ? undefined : Math.max(range[0], seq + 1);
};

/** The last seq up to which nothing is missing: each belongs to one message, so no other chapter has one in between. */
const lastInARow = (found: readonly ProgramMessage[], cursor: number): number => {
  let end = cursor;
  for (const { seq } of found) {
    if (seq !== end + 1) break;
    end = seq;
  }
  return end;
};

const bytesOf = ({ entry, edit }: ProgramMessage): number => (entry?.body.length ?? 0) + (edit?.body.length ?? 0);

/** How many messages a page takes before it has grown too large; at least one. */
const fitting = (messages: readonly ProgramMessage[], limit: number): number => {
  let bytes = 0;
  for (const [i, message] of messages.entries()) {
    bytes += bytesOf(message);
    if (i >= limit || (i > 0 && bytes > PROGRAM_LIMITS.messageBytesAtOnce)) return i;
  }
  return messages.length;
};

/**
 * Messages of a conversation by seq. Late writers write into older chapters, so a page takes the lowest seqs of all chapters
 * that may hold one, and ends before a chapter it has not looked into.
 * @returns undefined: not a member
 */
export const createReadMessages =
  ({ facts, withDocument }: ReadMessagesDependencies) =>
  async (id: ConversationId, userId: UserId, cursor: number, limit: number): Promise<MessagePage | undefined> => {
    const member = await facts.membership(id, userId);
    const conversation = member === undefined ? undefined : await facts.conversation(id);
    if (member === undefined || conversation === undefined) return undefined;
    const open = (await facts.chapters(id)).filter(({ chapter }) => chapter >= member.from);
    const candidates = open
      .flatMap(({ chapter, ranges }) => {
        const next = firstAfter(ranges, cursor);
        return next === undefined ? [] : [{ chapter, next }];
      })
      .sort((a, b) => a.next - b.next);
    let found: ProgramMessage[] = [];
    /** Everything up to this seq was looked at. */
    let seen = conversation.seq;
    for (const [i, { chapter, next }] of candidates.entries()) {
      const last = found[limit - 1];
      const isEnough = last !== undefined && last.seq < next;
      const known = Math.max(next - 1, lastInARow(found, cursor));
      // Ranges may name more than a chapter holds: a page that would not lead on looks further.
      if (isEnough || (i >= PROGRAM_LIMITS.chaptersAtOnce && known > cursor)) {
        seen = known;
        break;
      }
      const read = await withDocument(chapterDocument(id, chapter), async ({ doc }) =>
        // One more than asked for shows that there is more.
        readChapter(doc, chapter, cursor, limit + 1),
      );
      found = [...found, ...read].sort((a, b) => a.seq - b.seq);
    }
    // Removed meanwhile: nothing is handed out any more.
    if ((await facts.membership(id, userId)) === undefined) return undefined;
    const certain = found.filter(({ seq }) => seq <= seen);
    const messages = certain.slice(0, fitting(certain, limit));
    const isCut = messages.length < certain.length;
    const end = isCut ? (messages.at(-1)?.seq ?? cursor) : Math.max(seen, cursor);
    return { messages, cursor: end, more: isCut || end < conversation.seq };
  };
export type ReadMessages = ReturnType<typeof createReadMessages>;
