import { createEffect, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/projections.ts';
import type { App } from '../app-context.ts';
import { lastLineOf } from '../conversation-list/preview.ts';
import { titleOf } from '../conversation-list/title-of.ts';
import { createLooked } from './create-looked.ts';
import { decideNotice, type Seen, seenAfter } from './decide-notice.ts';
import { createOnScreen, findOnScreen } from './on-screen.ts';
import { playSound } from './play-sound.ts';
import { showNotification } from './show-notification.ts';

const LOCK = 'skerry-notifications';
/** How long after the first connection what arrives may still be what was missed. ms */
const CATCHING_UP = 5_000;

/** Follows the rows in every tab, and notifies from one of them. */
export const createNotifications = (app: App, open: () => ConversationId | undefined): void => {
  const { locks } = navigator;
  const openedAt = Date.now();
  const seen = new Map<ConversationId, Seen>();
  const shown = new Map<ConversationId, () => void>();
  let first = true;
  let caughtUp = false;
  let notifies = false;
  let work = Promise.resolve();

  const close = (id: ConversationId): void => {
    shown.get(id)?.();
    shown.delete(id);
  };
  const closeAll = (): void => {
    for (const id of [...shown.keys()]) close(id);
  };
  const show = (row: ConversationRow): void => {
    // Shown anew instead of changed, so that it is noticed.
    close(row.id);
    const { lead, text } = lastLineOf(row);
    const taken = showNotification({
      tag: row.id,
      title: titleOf(row),
      body: lead === undefined ? text : `${lead} ${text}`,
      onOpen: () => app.router.go({ name: 'conversation', id: row.id }),
    });
    if (taken !== undefined) shown.set(row.id, taken);
    if (app.preferences()?.sound) playSound();
  };
  const look = async (rows: readonly ConversationRow[]): Promise<void> => {
    const onScreen = notifies && !first ? await findOnScreen(locks) : new Set<ConversationId>();
    const now = Date.now();
    for (const row of rows) {
      const before = seen.get(row.id);
      const decision = first
        ? 'nothing'
        : decideNotice(before, row, {
            preferences: app.preferences(),
            now,
            onScreen: onScreen.has(row.id),
            openedAt,
            caughtUp,
          });
      seen.set(row.id, seenAfter(before, row, decision));
      if (decision === 'close') close(row.id);
      if (decision === 'show' && notifies) show(row);
    }
    first = false;
  };

  createOnScreen(locks, open, createLooked());
  onCleanup(
    app.channel.subscribe('conversations', (message) => {
      if (message.type !== 'value') return;
      // The channel's types say that the topic carries rows.
      const rows = message.value as readonly ConversationRow[];
      work = work.then(() => look(rows)).catch((error: unknown) => console.error(error));
    }),
  );

  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(() => {
    if (app.connection()?.state !== 'online' || caughtUp) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      caughtUp = true;
    }, CATCHING_UP);
  });

  const ending = new AbortController();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  void locks
    .request(LOCK, { signal: ending.signal }, () => {
      notifies = true;
      return ended;
    })
    .catch(() => undefined);
  // A notification without its page leads nowhere.
  addEventListener('pagehide', closeAll);
  onCleanup(() => {
    removeEventListener('pagehide', closeAll);
    clearTimeout(timer);
    ending.abort();
    end();
    closeAll();
  });
};
