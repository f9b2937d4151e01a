import { isDate } from '../../../shared/protocol/limits.ts';
import type { ChapterEvent } from '../../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { ExportedEvent, ExportedMessage } from '../../channel/exported.ts';
import { toEventEntry } from '../projections/event-entry.ts';
import type { TimelineRenderContext } from '../projections/timeline-render-context.ts';

/** An invalid date is exported as its number. */
const iso = (at: number): string => (isDate(at) ? new Date(at).toISOString() : String(at));

/** Characters of a quoted message: enough to recognise it. */
const QUOTED = 120;
const quote = (message: ChapterMessage, nameOf: (number: number) => string): ExportedMessage['quoted'] => ({
  by: nameOf(message.by),
  ...(message.text === undefined ? {} : { text: [...message.text.slice(0, 2 * QUOTED)].slice(0, QUOTED).join('') }),
});

/**
 * A message in an export: readable by programs and by people.
 * @param quoted the message it answers, as far as that is at hand
 */
export const exportedMessage = (
  message: ChapterMessage,
  nameOf: (number: number) => string,
  me: number,
  quoted?: ChapterMessage,
): ExportedMessage => ({
  id: message.id,
  by: nameOf(message.by),
  number: message.by,
  own: message.by === me,
  writtenAt: iso(message.at),
  ...(message.stamp === undefined ? {} : { receivedAt: iso(message.stamp.at), seq: message.stamp.seq }),
  ...(message.body === undefined ? {} : { body: message.body }),
  ...(message.text === undefined ? {} : { text: message.text }),
  ...(message.edited ? { edited: true as const } : {}),
  ...(message.unopened === undefined ? {} : { unreadable: message.unopened }),
  ...(message.deletedBy === undefined ? {} : { deletedBy: nameOf(message.deletedBy) }),
  ...(message.reactions.length === 0
    ? {}
    : { reactions: message.reactions.map(({ emoji, by }) => ({ emoji, by: by.map(nameOf) })) }),
  ...(message.votes.length === 0 ? {} : { votes: message.votes.map((voters) => voters.map(nameOf)) }),
  ...(quoted === undefined ? {} : { quoted: quote(quoted, nameOf) as NonNullable<ExportedMessage['quoted']> }),
});

export const exportedEvent = (
  one: ChapterEvent,
  names: Pick<TimelineRenderContext, 'me' | 'person'>,
): ExportedEvent => {
  const { by, who } = toEventEntry(one, names);
  return {
    id: one.id,
    at: iso(one.at),
    seq: one.seq,
    event: one.event,
    ...(by === undefined ? {} : { by }),
    ...(who === undefined ? {} : { who }),
  };
};
