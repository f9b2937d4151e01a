import { equalityDeep as isSame } from 'lib0/function';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { isDate } from '../../../shared/protocol/limits.ts';
import type { ChapterEvent } from '../../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Splice } from '../../channel/protocol.ts';
import type { MessageEntry, TimelineEntry } from '../../channel/timeline-view.ts';
import { toEventEntry } from './event-entry.ts';
import { toMessageEntry } from './message-entry.ts';
import { isPastDue, type TimelineRenderContext } from './timeline-render-context.ts';

/** Messages of one author within this time form a run. */
const RUN = 5 * 60 * 1_000;

const sameRun = (a: MessageEntry, b: MessageEntry): boolean =>
  a.by === b.by && a.deleted === undefined && b.deleted === undefined && Math.abs(b.at - a.at) <= RUN;

/** Rows being assembled; day lines, the unread line and runs depend on the next message. */
class Rows {
  readonly all: TimelineEntry[] = [];
  private day: number | undefined;
  private previous: { readonly entry: MessageEntry; readonly index: number } | undefined;
  private readonly dayOf: TimelineRenderContext['dayOf'];

  constructor(dayOf: TimelineRenderContext['dayOf']) {
    this.dayOf = dayOf;
  }

  /** @param at when it arrived; undefined: it has not, and belongs to the day of the message above it */
  private turnDay(at: number | undefined, writtenAt: number): void {
    // A late message stands where it arrived; the day line above it says so.
    const place = this.dayOf(at ?? Math.max(writtenAt, this.day ?? 0));
    // An invalid time belongs to the day of the row above it.
    if (!isDate(place) || (this.day !== undefined && place <= this.day)) return;
    this.push({ kind: 'day', key: `day-${place}`, at: place });
    this.day = place;
  }

  /** Anything but a message ends a run. */
  private push(entry: TimelineEntry): void {
    this.all.push(entry);
    this.previous = undefined;
  }

  addEvent(event: ChapterEvent, renderContext: TimelineRenderContext): void {
    this.turnDay(event.at, event.at);
    this.push(toEventEntry(event, renderContext));
  }

  addMessage(message: ChapterMessage, renderContext: TimelineRenderContext, unread: number): void {
    this.turnDay(message.stamp?.at, message.at);
    if (unread > 0) this.push({ kind: 'unread', key: 'unread', count: unread });
    const entry = toMessageEntry(message, renderContext);
    const { previous } = this;
    const joins = previous !== undefined && sameRun(previous.entry, entry);
    if (joins) this.all[previous.index] = { ...previous.entry, last: false };
    const placed = joins ? { ...entry, first: false } : entry;
    this.previous = { entry: placed, index: this.all.length };
    this.all.push(placed);
  }
}

/** Rows of a timeline from its messages, in order. Pure; unchanged rows of `before` keep their identity. */
export const toTimelineEntries = (
  messages: readonly ChapterMessage[],
  renderContext: TimelineRenderContext,
  before: readonly TimelineEntry[] = [],
): TimelineEntry[] => {
  const { me, unread, now, events } = renderContext;
  const shown = messages.filter((message) => !isPastDue(message, now) && !renderContext.isHidden(message));
  const isUnread = (message: ChapterMessage) => {
    const seq = message.stamp?.seq ?? 0;
    const isCounted = message.by !== me && message.deletedBy === undefined && !renderContext.isBlocked(message.by);
    return isCounted && seq > unread.after && seq <= unread.upTo;
  };
  const first = shown.find(isUnread);
  const count = shown.filter(isUnread).length;
  const rows = new Rows(renderContext.dayOf);
  let next = 0;
  /** An event stands after the message whose seq it carries. */
  const addEvents = (below: number): void => {
    for (let event = events[next]; event !== undefined && event.seq < below; event = events[++next])
      rows.addEvent(event, renderContext);
  };
  for (const message of shown) {
    addEvents(message.stamp?.seq ?? Number.POSITIVE_INFINITY);
    rows.addMessage(message, renderContext, message === first ? count : 0);
  }
  addEvents(Number.POSITIVE_INFINITY);
  const known = new Map(before.map((entry) => [`${entry.kind} ${entry.key}`, entry]));
  return rows.all.map((row) => {
    const old = known.get(`${row.kind} ${row.key}`);
    return old !== undefined && isSame(old, row) ? old : row;
  });
};

/** The one splice that turns `before` into `after`, which share their beginning and end. undefined: nothing changed. */
export const spliceBetween = (
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): Splice | undefined => {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return undefined;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) };
};

/** Of two copies of one message: the server's comes before a waiting one, and a lost one after both. */
const isBetter = (known: ChapterMessage, other: ChapterMessage): boolean =>
  (known.lost ?? false) === (other.lost ?? false)
    ? known.stamp === undefined && other.stamp !== undefined
    : known.lost === true;

/** One list from several chapters: a message that stands in two (moved, and not yet acked) is shown once. */
export const mergeChapters = (
  lists: readonly (readonly ChapterMessage[])[],
  compare: (a: ChapterMessage, b: ChapterMessage) => number,
): ChapterMessage[] => {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return [...only];
  const byId = new Map<MessageId, ChapterMessage>();
  for (const list of lists)
    for (const message of list) {
      const known = byId.get(message.id);
      if (known === undefined || isBetter(known, message)) byId.set(message.id, message);
    }
  return [...byId.values()].sort(compare);
};
