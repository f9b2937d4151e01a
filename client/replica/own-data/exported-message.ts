import { isDate } from '../../../shared/protocol/time.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';

/** What is no date stands there as the number it is. */
const iso = (at: number): string => (isDate(at) ? new Date(at).toISOString() : String(at));

/** A message as it stands in the file with one's data: readable by programs and by people. */
export const exportedMessage = (message: ChapterMessage, nameOf: (number: number) => string, me: number) => ({
  id: message.id,
  by: nameOf(message.by),
  number: message.by,
  own: message.by === me,
  writtenAt: iso(message.at),
  /** Absent: it has not reached the server. */
  ...(message.stamp === undefined ? {} : { receivedAt: iso(message.stamp.at), seq: message.stamp.seq }),
  ...(message.body === undefined ? {} : { body: message.body }),
  ...(message.text === undefined ? {} : { text: message.text }),
  ...(message.edited ? { edited: true } : {}),
  ...(message.unreadable ? { unreadable: true } : {}),
  ...(message.deletedBy === undefined ? {} : { deletedBy: nameOf(message.deletedBy) }),
  ...(message.reactions.length === 0
    ? {}
    : { reactions: message.reactions.map(({ emoji, by }) => ({ emoji, by: by.map(nameOf) })) }),
  ...(message.votes.length === 0 ? {} : { votes: message.votes.map((voters) => voters.map(nameOf)) }),
});
