import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import { createEffect, createMemo } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/projections.ts';
import type { App } from '../app-context.ts';
import { isMuted } from '../conversation-list/arranging.ts';

/** Conversations that ask for attention: no requests, unread or marked so, not muted; of those with mentions only, the mentioned. */
export const countUnread = (rows: readonly ConversationRow[], now: number): number =>
  rows.filter(
    (row) =>
      !row.request &&
      !isMuted(row, now) &&
      (row.markedUnread || (row.mentionsOnly ? row.mentions > 0 : row.unread > 0)),
  ).length;

/** The title of the tab and the app's badge: the open conversation, and how many are unread. */
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
    // Only installed apps have a badge; elsewhere nothing happens.
    if (!('setAppBadge' in navigator)) return;
    void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
  });
};
