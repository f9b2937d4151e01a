import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import { createEffect, createMemo } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type NoticeKind, noticeLevel, noticeOf } from '../../../shared/protocol/notice-table.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { App } from '../app-context.ts';
import { showUnread } from './favicon.ts';

/** Conversations that ask for attention, by the table of what notifies: no requests, unread or marked so. */
export const unreadIds = (rows: readonly ConversationRow[], now: number): readonly ConversationId[] =>
  rows.flatMap((row) => {
    const level = noticeLevel(row, now);
    const counts = (kind: NoticeKind): boolean => ['alert', 'badge'].includes(noticeOf(level, kind));
    const isCounted =
      (row.markedUnread && level !== 'muted') ||
      (row.unread > 0 && counts('message')) ||
      (row.mentions > 0 && counts('mention'));
    return !row.request && isCounted ? [row.id] : [];
  });

export const countUnread = (rows: readonly ConversationRow[], now: number): number => unreadIds(rows, now).length;

/** The title and picture of the tab and the app's badge: the open conversation, and how many are unread. */
export const createTitle = (app: App, open: () => ConversationId | undefined): void => {
  const rows = () => app.conversations() ?? [];
  const count = createMemo(() => countUnread(rows(), app.now()));
  const openTitle = createMemo(() => {
    const row = rows().find((one) => one.id === open());
    return row === undefined || row.kind === 'notes' ? undefined : row.title;
  });
  createEffect(() => {
    const title = openTitle() === undefined ? t('app.name') : `${openTitle()} · ${t('app.name')}`;
    document.title = count() > 0 ? t('app.unread', { count: count(), title }) : title;
  });
  createEffect(() => {
    const unread = count();
    void showUnread(unread).catch(() => undefined);
    // Only installed apps have a badge; elsewhere nothing happens.
    if (!('setAppBadge' in navigator)) return;
    void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
  });
};
