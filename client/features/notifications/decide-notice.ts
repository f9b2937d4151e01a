import { noticeLevel, noticeOf } from '../../../shared/protocol/notice-table.ts';
import { type ConversationRow, NEWS, type News } from '../../channel/conversation-view.ts';
import type { Preferences } from '../../channel/projections.ts';
import { isQuiet } from './quiet-hours.ts';

/** The message a notification shows, as it was then. */
export interface ShownNews extends Pick<News, 'id' | 'seq' | 'text' | 'mention'> {
  /** Unread mentions of the conversation then. */
  readonly mentions: number;
}

/** What this device has decided about a conversation. */
export interface Noticed {
  /** About every message up to this seq: none of them is notified again. */
  readonly upTo: number;
  readonly shown: ShownNews | undefined;
}

export interface Moment {
  readonly preferences: (Pick<Preferences, 'quiet'> & Partial<Pick<Preferences, 'pausedUntil'>>) | undefined;
  /** Notifications are off on this device. */
  readonly isOff?: boolean;
  /** ms since 1970. */
  readonly now: number;
  /** The conversation is in sight, in a tab that has the focus. */
  readonly onScreen: boolean;
  /** When the app was opened; what arrived before is old until the first catching up is done. ms since 1970, by this device. */
  readonly openedAt: number;
  readonly caughtUp: boolean;
}

type Act =
  /** `quietly`: the message that is shown says something else now. */
  | { readonly kind: 'show'; readonly news: News; readonly quietly: boolean }
  /** What was shown has been read, or is gone, or is not to be notified any more. */
  | { readonly kind: 'close' };

export interface Decision {
  readonly after: Noticed;
  readonly act: Act | undefined;
}

export const UNNOTICED: Noticed = { upTo: 0, shown: undefined };

type Current = 'gone' | 'unknown' | News;

/** What has become of the message that a notification shows. */
const currentOf = (shown: ShownNews, row: ConversationRow): Current => {
  if (shown.seq <= row.read) return 'gone';
  const living = row.news.find(({ id }) => id === shown.id);
  if (living !== undefined) return row.mentionsOnly && living.mention === false ? 'gone' : living;
  // A replica that has just taken over may know less than the one before it.
  if (row.seq < shown.seq) return 'unknown';
  if (row.newsFrom <= shown.seq || row.unread === 0) return 'gone';
  // Its chapter is not open; when something in it changes, it will be.
  if (row.news.length < NEWS) return 'unknown';
  // Below so many others nothing tells of it but the number of mentions.
  return shown.mention === true && row.mentions >= shown.mentions ? 'unknown' : 'gone';
};

const shownOf = ({ id, seq, text, mention }: News, { mentions }: ConversationRow): ShownNews => ({
  id,
  seq,
  text,
  mention,
  mentions,
});

/**
 * Decides by messages what a conversation's notification has to do, from what was decided before and what is known now.
 * Pure: the same for an open tab and, later, for a push.
 */
export const decideNotice = (before: Noticed, row: ConversationRow, moment: Moment): Decision => {
  const { shown } = before;
  const isOff = row.state === 'left' || row.blocked || row.mutedUntil > moment.now;
  // A group that a stranger added the person to waits without a sound.
  const isAsked = row.request && row.kind === 'group';
  const isPaused =
    (moment.preferences?.pausedUntil ?? 0) > moment.now || isQuiet(moment.preferences?.quiet, moment.now);
  const isSilent = isOff || isAsked || moment.onScreen || moment.isOff === true || isPaused;

  const fresh = row.news.filter(({ seq }) => seq > before.upTo);
  const isOld = ({ arrivedAt }: News): boolean =>
    !moment.caughtUp && (arrivedAt === undefined || arrivedAt < moment.openedAt);
  // A stranger is announced once, however much they write.
  const isAnnounced = row.request && before.upTo > 0;
  const level = noticeLevel(row, moment.now);
  const isWanted = ({ mention }: News): boolean =>
    mention !== undefined && noticeOf(level, mention ? 'mention' : 'message') === 'alert';
  const newest = isAnnounced ? undefined : fresh.findLast((one) => !isOld(one) && isWanted(one));
  // Its text comes with its chapter, which is loading: decide then.
  const waits = !isSilent && fresh.some((one) => one.mention === undefined && !isOld(one));
  const upTo = waits ? before.upTo : Math.max(before.upTo, row.seq, fresh.at(-1)?.seq ?? 0);

  if (newest !== undefined && !isSilent && newest.seq > (shown?.seq ?? 0))
    return { after: { upTo, shown: shownOf(newest, row) }, act: { kind: 'show', news: newest, quietly: false } };
  if (shown === undefined) return { after: { upTo, shown }, act: undefined };
  const current = isOff ? 'gone' : currentOf(shown, row);
  if (current === 'gone') return { after: { upTo, shown: undefined }, act: { kind: 'close' } };
  if (current === 'unknown' || current.text === shown.text) return { after: { upTo, shown }, act: undefined };
  return { after: { upTo, shown: shownOf(current, row) }, act: { kind: 'show', news: current, quietly: true } };
};
