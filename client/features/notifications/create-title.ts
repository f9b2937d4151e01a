import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import { createEffect, createMemo } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { App } from '../app-context.ts';
import { countUnread } from './count-unread.ts';

/** The title of the tab and the app's badge: where one is, and how many conversations wait. */
export const createTitle = (app: App, open: () => ConversationId | undefined): void => {
  const rows = () => app.conversations() ?? [];
  const count = createMemo(() => countUnread(rows(), app.now()));
  const here = createMemo(() => {
    const row = rows().find((one) => one.id === open());
    return row === undefined || row.kind === 'notes' ? undefined : row.title;
  });
  createEffect(() => {
    const title = here() === undefined ? t('app.name') : `${here()} · ${t('app.name')}`;
    document.title = count() > 0 ? t('app.unread', { count: count(), title }) : title;
  });
  createEffect(() => {
    const unread = count();
    // Only installed apps have a badge; elsewhere nothing happens.
    if (!('setAppBadge' in navigator)) return;
    void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => undefined);
  });
};
