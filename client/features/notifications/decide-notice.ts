import type { ConversationRow, Preferences } from '../../channel/projections.ts';
import { isQuiet } from './quiet-hours.ts';

/** What was known of a row when it was last looked at. */
export interface Seen {
  readonly unread: number;
  readonly mentions: number;
  /** Marks of messages that were the newest unread one already: none of them is notified again. */
  readonly newest: readonly string[];
  /** Mark of the message that a notification shows. */
  readonly shown: string | undefined;
}

export interface Moment {
  readonly preferences: Pick<Preferences, 'quiet'> | undefined;
  /** ms since 1970. */
  readonly now: number;
  /** The conversation is in sight, in a tab that has the focus. */
  readonly onScreen: boolean;
  /** When the app was opened; what was written before is old until the first catching up is done. ms since 1970. */
  readonly openedAt: number;
  readonly caughtUp: boolean;
}

/** `close`: what was shown has been read, or is gone. */
export type Decision = 'nothing' | 'show' | 'close';

/** How many newest messages are remembered: more than can be taken back and come again. */
const REMEMBERED = 8;

const UNSEEN: Seen = { unread: 0, mentions: 0, newest: [], shown: undefined };

/** Tells the newest message from others; edits and deletions of it keep its mark. */
export const markOf = (row: ConversationRow): string | undefined =>
  row.last === undefined ? undefined : `${row.last.at} ${row.last.by ?? ''}`;

const isNews = (before: Seen, row: ConversationRow): boolean => {
  const mark = markOf(row);
  if (row.last === undefined || mark === undefined || row.last.own || row.last.deleted) return false;
  return row.unread > before.unread && !before.newest.includes(mark);
};

/** What a change of a row means for the person who is not looking at it. */
export const decideNotice = (before: Seen | undefined, row: ConversationRow, moment: Moment): Decision => {
  const earlier = before ?? UNSEEN;
  const { shown } = earlier;
  if (shown !== undefined && (row.unread === 0 || (row.last?.deleted === true && markOf(row) === shown)))
    return 'close';
  if (!isNews(earlier, row)) return 'nothing';
  // What a stranger put one into waits without a sound.
  if (row.request && row.kind === 'group') return 'nothing';
  // A stranger is announced once, however much they write.
  if (row.request && earlier.newest.length > 0) return 'nothing';
  if (!moment.caughtUp && (row.last?.at ?? 0) < moment.openedAt) return 'nothing';
  if (moment.onScreen || row.mutedUntil > moment.now || isQuiet(moment.preferences?.quiet, moment.now))
    return 'nothing';
  if (row.mentionsOnly && row.mentions <= earlier.mentions) return 'nothing';
  return 'show';
};

/** What is remembered of a row after its change. */
export const seenAfter = (before: Seen | undefined, row: ConversationRow, decision: Decision): Seen => {
  const mark = markOf(row);
  const newest = before?.newest ?? [];
  // A message may be known before it is counted, also behind others that are; only then is it news.
  const isCounted = row.unread > (before?.unread ?? 0) && mark !== undefined && !newest.includes(mark);
  return {
    unread: row.unread,
    mentions: row.mentions,
    newest: isCounted ? [...newest, mark].slice(-REMEMBERED) : newest,
    shown: decision === 'show' ? mark : decision === 'close' ? undefined : before?.shown,
  };
};
