import { createEffect } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { t } from '../../words/t.ts';
import type { App } from '../app-context.ts';
import { countUnread } from './count-unread.ts';

/** The title of the tab and the app's badge: where one is, and how many conversations wait. */
export const createTitle = (app: App, open: () => ConversationId | undefined): void => {
  createEffect(() => {
    const rows = app.conversations() ?? [];
    const count = countUnread(rows, app.now());
    const row = rows.find((one) => one.id === open());
    const title = row === undefined || row.kind === 'notes' ? t('app.name') : `${row.title} · ${t('app.name')}`;
    document.title = count > 0 ? t('app.unread', { count, title }) : title;
  });
  createEffect(() => {
    const count = countUnread(app.conversations() ?? [], app.now());
    // Only installed apps have a badge; elsewhere nothing happens.
    if (!('setAppBadge' in navigator)) return;
    void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
  });
};
