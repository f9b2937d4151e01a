import { createEffect, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { joinRows } from '../../channel/join-rows.ts';
import type { ConversationRow } from '../../channel/projections.ts';
import { t } from '../../words/t.ts';
import type { App } from '../app-context.ts';
import { lastLineOf } from '../conversation-list/preview.ts';
import { titleOf } from '../conversation-list/title-of.ts';
import { createLooked } from './create-looked.ts';
import { decideNotice, type Seen, seenAfter } from './decide-notice.ts';
import { createOnScreen, findOnScreen } from './on-screen.ts';
import { createOwedNotices } from './owed-notices.ts';
import { playSound } from './play-sound.ts';
import { showNotification } from './show-notification.ts';

/** Held by the tab that notifies; on the channel of this name it says about which messages it has decided. */
const NAME = 'skerry-notifications';
type Decided = readonly (readonly [id: ConversationId, mark: string])[];
/** How long after the first connection what arrives may still be what was missed. ms */
const CATCHING_UP = 5_000;

/** Follows the rows in every tab, and notifies from one of them. */
export const createNotifications = (app: App, open: () => ConversationId | undefined): void => {
  const { locks } = navigator;
  const openedAt = Date.now();
  const seen = new Map<ConversationId, Seen>();
  const shown = new Map<ConversationId, () => void>();
  const owed = createOwedNotices();
  const others = new BroadcastChannel(NAME);
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
      // Not in their words: nobody asked for those yet.
      body: row.request ? t('list.request.notice') : lead === undefined ? text : `${lead} ${text}`,
      onOpen: () => app.router.go({ name: 'conversation', id: row.id }),
    });
    if (taken !== undefined) shown.set(row.id, taken);
    if (app.preferences()?.sound && !row.request) playSound();
  };
  const look = async (rows: readonly ConversationRow[]): Promise<void> => {
    const onScreen = notifies && !first ? await findOnScreen(locks) : new Set<ConversationId>();
    const now = Date.now();
    const decided: [ConversationId, string][] = [];
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
      const after = seenAfter(before, row, decision);
      seen.set(row.id, after);
      const mark = after.newest.at(-1);
      if (after.newest !== before?.newest && mark !== undefined) decided.push([row.id, mark]);
      if (decision === 'close') {
        close(row.id);
        owed.settle(row.id);
      }
      if (decision !== 'show') continue;
      if (notifies) show(row);
      else owed.owe(row);
    }
    first = false;
    if (notifies && decided.length > 0) others.postMessage(decided);
  };
  const takeOver = async (): Promise<void> => {
    const rows = owed.take();
    const onScreen = await findOnScreen(locks);
    for (const row of rows) if (!onScreen.has(row.id)) show(row);
  };
  const inTurn = (next: () => Promise<void>): void => {
    work = work.then(next).catch((error: unknown) => console.error(error));
  };

  createOnScreen(locks, open, createLooked());
  let list: readonly ConversationRow[] = [];
  onCleanup(
    app.channel.subscribe('conversations', (message) => {
      if (message.type === 'timeline') return;
      list = joinRows(list, message);
      const rows = list;
      inTurn(() => look(rows));
    }),
  );

  others.addEventListener('message', ({ data }: MessageEvent<Decided>) => {
    for (const [id, mark] of data) owed.decided(id, mark);
  });

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
    .request(NAME, { signal: ending.signal }, () => {
      inTurn(async () => {
        notifies = true;
        await takeOver();
      });
      return ended;
    })
    .catch(() => undefined);
  // A notification without its page leads nowhere.
  addEventListener('pagehide', closeAll);
  onCleanup(() => {
    removeEventListener('pagehide', closeAll);
    others.close();
    clearTimeout(timer);
    ending.abort();
    end();
    closeAll();
  });
};
