/**
 * What notifies a person: the one table for pushes, open tabs, sounds, the badge and the list. SPEC.md publishes it.
 * `alert`: shown as a notification, with its sound and in the badge; `badge`: counted in the badge; `list`: only counted
 * in its row of the list; `nothing`: not even there. Each includes what follows it.
 */
export type Notice = 'alert' | 'badge' | 'list' | 'nothing';

/** How much of a conversation a person wants to hear. */
export type NoticeLevel = 'normal' | 'mentions' | 'muted';

export const NOTICE_KINDS = [
  'message',
  /** Names the person. */
  'mention',
  /** Names everybody. */
  'everybody',
  /** Answers a message of the person. */
  'reply',
  /** To a message of the person. */
  'reaction',
  /** Written by the person, on another device. */
  'own',
  /** An edit names the person for the first time. */
  'edit-mention',
  /** Written long before it reached the server. */
  'late',
  /** Of a writer who chose that it notifies nobody. */
  'quiet',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const NOTICE_TABLE: Readonly<Record<NoticeKind, Readonly<Record<NoticeLevel, Notice>>>> = {
  message: { normal: 'alert', mentions: 'list', muted: 'list' },
  mention: { normal: 'alert', mentions: 'alert', muted: 'list' },
  everybody: { normal: 'alert', mentions: 'alert', muted: 'list' },
  reply: { normal: 'alert', mentions: 'alert', muted: 'list' },
  reaction: { normal: 'nothing', mentions: 'nothing', muted: 'nothing' },
  own: { normal: 'nothing', mentions: 'nothing', muted: 'nothing' },
  'edit-mention': { normal: 'badge', mentions: 'badge', muted: 'list' },
  late: { normal: 'alert', mentions: 'list', muted: 'list' },
  quiet: { normal: 'nothing', mentions: 'nothing', muted: 'nothing' },
};

/** @param mutedUntil 0: not muted; by the same clock as `now` */
export const noticeLevel = (
  { mutedUntil, mentionsOnly }: { readonly mutedUntil: number; readonly mentionsOnly: boolean },
  now: number,
): NoticeLevel => (mutedUntil > now ? 'muted' : mentionsOnly ? 'mentions' : 'normal');

export const noticeOf = (level: NoticeLevel, kind: NoticeKind): Notice => NOTICE_TABLE[kind][level];
