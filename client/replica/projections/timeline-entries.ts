import type { MessageId } from '../../../shared/ids/ulid.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import type { PersonFact, Role } from '../../../shared/protocol/facts.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { arrivedLate, shownAt } from '../../../shared/timeline/message-order.ts';
import type { MessageEntry, MessageState, Splice, TimelineEntry } from '../../channel/protocol.ts';

export interface TimelineSituation {
  readonly me: number;
  readonly person: (number: number) => PersonFact;
  readonly kind: 'direct' | 'group';
  readonly role: Role;
  /** Whether one may write here at all. */
  readonly writable: boolean;
  /** Watermarks of all others together. */
  readonly marks: { readonly delivered: number; readonly read: number };
  /** Where an own message stands that the server does not have. */
  readonly here: (message: ChapterMessage) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
  /** seqs that were unread when the conversation was opened: after `after`, up to `upTo`. */
  readonly unread: { readonly after: number; readonly upTo: number };
  /** Midnight before a time, where the reader is. */
  readonly dayOf: (at: number) => number;
}

/** Messages of one author within this time stand together. */
const RUN = 5 * 60 * 1_000;

/** `delivered` and `read` mean all others: in a group one person more may not be told about. */
export const stateOf = (seq: number, marks: TimelineSituation['marks']): MessageState =>
  marks.read >= seq ? 'read' : marks.delivered >= seq ? 'delivered' : 'sent';

const NOTHING = {
  edit: false,
  remove: false,
  react: false,
  pin: false,
  reply: false,
  vote: false,
  closePoll: false,
} as const;

const toEntry = (message: ChapterMessage, situation: TimelineSituation): MessageEntry => {
  const { me, person, role, writable, marks } = situation;
  const own = message.by === me;
  const seq = message.stamp?.seq ?? 0;
  const state = message.stamp === undefined ? situation.here(message) : own ? stateOf(seq, marks) : 'sent';
  return {
    kind: 'message',
    key: message.id,
    messageId: message.id,
    chapter: message.chapter,
    seq,
    by: message.by,
    author: person(message.by).name,
    own,
    body: message.body,
    text: message.text,
    quote: undefined,
    poll: undefined,
    mentionsMe: false,
    starred: false,
    pinned: false,
    replies: undefined,
    removingAt: undefined,
    due: message.stamp?.due,
    unreadable: message.unreadable,
    deleted:
      message.deletedBy === undefined
        ? undefined
        : { by: message.deletedBy === me ? undefined : person(message.deletedBy).name },
    at: shownAt(message),
    arrivedAt: arrivedLate(message),
    state,
    edited: message.edited,
    reactions: message.reactions.map(({ emoji, by }) => ({
      emoji,
      count: by.length,
      mine: by.includes(me),
      names: by.map((number) => person(number).name),
    })),
    first: true,
    last: true,
    may:
      !writable || message.deletedBy !== undefined || state === 'not-sent'
        ? NOTHING
        : { ...NOTHING, ...mayWithMessage(situation.kind, role, own), reply: true },
  };
};

const sameRun = (a: MessageEntry, b: MessageEntry): boolean =>
  a.by === b.by && a.deleted === undefined && b.deleted === undefined && Math.abs(b.at - a.at) <= RUN;

const isEqual = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual(Reflect.get(a, key), Reflect.get(b, key)));
};

/** Rows of a timeline from its messages, in order. Pure; unchanged rows of `before` keep their identity. */
export const toTimelineEntries = (
  messages: readonly ChapterMessage[],
  situation: TimelineSituation,
  before: readonly TimelineEntry[] = [],
): TimelineEntry[] => {
  const known = new Map(before.map((entry) => [`${entry.kind} ${entry.key}`, entry]));
  const { me, unread, dayOf } = situation;
  const isUnread = (message: ChapterMessage) => {
    const seq = message.stamp?.seq ?? 0;
    return message.by !== me && message.deletedBy === undefined && seq > unread.after && seq <= unread.upTo;
  };
  const count = messages.filter(isUnread).length;
  const rows: TimelineEntry[] = [];
  let day: number | undefined;
  let lined = count === 0;
  let previous: { entry: MessageEntry; index: number } | undefined;
  for (const message of messages) {
    // A late message stands where it arrived; the day line above it says so.
    const place = dayOf(message.stamp?.at ?? Math.max(message.at, day ?? 0));
    if (day === undefined || place > day) {
      rows.push({ kind: 'day', key: `day-${place}`, at: place });
      day = place;
      previous = undefined;
    }
    if (!lined && isUnread(message)) {
      rows.push({ kind: 'unread', key: 'unread', count });
      lined = true;
      previous = undefined;
    }
    const entry = toEntry(message, situation);
    const joins = previous !== undefined && sameRun(previous.entry, entry);
    if (joins && previous !== undefined) rows[previous.index] = { ...previous.entry, last: false };
    const placed = joins ? { ...entry, first: false } : entry;
    previous = { entry: placed, index: rows.length };
    rows.push(placed);
  }
  return rows.map((row) => {
    const old = known.get(`${row.kind} ${row.key}`);
    return old !== undefined && isEqual(old, row) ? old : row;
  });
};

/** The one change that makes `before` into `after`: what they share at both ends stays. undefined: nothing changed. */
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
      if (known === undefined || (known.stamp === undefined && message.stamp !== undefined))
        byId.set(message.id, message);
    }
  return [...byId.values()].sort(compare);
};
