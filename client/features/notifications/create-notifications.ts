import { t } from '../../i18n/t.ts';
import '../conversation-list/messages.ts';
import { createEffect, onCleanup } from 'solid-js';
import * as v from 'valibot';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow, News } from '../../channel/conversation-view.ts';
import { joinRows } from '../../channel/join-rows.ts';
import { createLookedAt } from '../../primitives/looked-at/create-looked-at.ts';
import type { App } from '../app-context.ts';
import { oneLine } from '../conversation-list/preview.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import { parseRoute } from '../navigation/route.ts';
import { createPushKeeper } from '../push/create-push-keeper.ts';
import { createTitle } from './create-title.ts';
import { decideNotice, type Noticed, type ShownNews, UNNOTICED } from './decide-notice.ts';
import { keepNoticed, readNoticed } from './noticed-store.ts';
import { isOffHere } from './off-here.ts';
import { createOnScreen, findOnScreen } from './on-screen.ts';
import { playSound } from './play-sound.ts';
import { createNotifier } from './show-notification.ts';

/** Held by the tab that notifies. */
const LOCK = 'skerry-notifications';
/** How long after the first connection what arrives may still be what was missed. ms */
const CATCHING_UP = 5_000;

const lineOf = (row: ConversationRow, news: News): string => {
  // Not in their words: nobody asked for those yet.
  if (row.request) return t('list.request.notice');
  const text = news.text === undefined ? unopenedWords(news.unopened) : oneLine(summaryWords(news.text));
  return row.kind === 'group' ? t('list.by.text', { name: news.by, text }) : text;
};

/** What the service worker says after a notification was pressed. */
const FROM_WORKER = v.object({
  openConversation: v.optional(v.string()),
  path: v.optional(v.string()),
  reply: v.optional(v.boolean()),
  doPushActs: v.optional(v.boolean()),
});

/** The field of the conversation that opens now. */
const focusSoon = (): void => {
  setTimeout(() => document.querySelector<HTMLTextAreaElement>('form textarea')?.focus(), 300);
};

/** Follows the rows in every tab, says in its title what is unread, and notifies from one of them. */
export const createNotifications = (app: App, open: () => ConversationId | undefined): void => {
  createTitle(app, open);
  const { locks } = navigator;
  const startedAt = performance.now();
  const goTo = (id: ConversationId): void => app.router.go({ name: 'conversation', id });
  const notifier = createNotifier((tag) => {
    const id = parseConversationId(tag);
    if (id !== undefined) goTo(id);
  });
  /** Seqs when this tab first saw its conversations, for those of which no other tab has left word. */
  const firstSeen = new Map<ConversationId, number>();
  const noticed = new Map<ConversationId, Noticed>();
  let list: readonly ConversationRow[] | undefined;
  let notifies = false;
  let caughtUp = false;
  let work = Promise.resolve();
  const inTurn = (next: () => Promise<void>): void => {
    work = work.then(next).catch((error: unknown) => console.error(error));
  };

  const act = async (row: ConversationRow, before: Noticed, onScreen: boolean): Promise<Noticed> => {
    const now = Date.now();
    const decision = decideNotice(before, row, {
      preferences: app.preferences(),
      now,
      onScreen,
      isOff: isOffHere(),
      // By a clock that nobody sets.
      openedAt: now - (performance.now() - startedAt),
      caughtUp,
    });
    if (decision.act?.kind === 'close') await notifier.close(row.id);
    if (decision.act?.kind !== 'show') return decision.after;
    const { news, quietly } = decision.act;
    const shown = decision.after.shown as ShownNews;
    const isShown = await notifier.show({
      tag: row.id,
      title: titleOf(row),
      body: lineOf(row, news),
      shown,
      quietly,
    });
    if (!quietly && app.preferences()?.sound && !row.request) playSound();
    return isShown ? decision.after : { ...decision.after, shown: undefined };
  };

  const decide = async (): Promise<void> => {
    if (!notifies || list === undefined) return;
    const rows = list;
    const onScreen = await findOnScreen(locks);
    let isChanged = false;
    for (const row of rows) {
      const before = noticed.get(row.id) ?? UNNOTICED;
      const after = await act(row, before, onScreen.has(row.id));
      isChanged ||= after.upTo !== before.upTo;
      noticed.set(row.id, after);
    }
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, { shown }] of noticed)
      if (!ids.has(id)) {
        noticed.delete(id);
        isChanged = true;
        if (shown !== undefined) await notifier.close(id);
      }
    if (isChanged) keepNoticed(noticed);
  };

  /** Goes on with what the tab before decided, and with what it left on screen. */
  const takeOver = async (): Promise<void> => {
    const kept = readNoticed();
    const shown = await notifier.shown();
    const ids = [
      ...firstSeen.keys(),
      ...shown.keys(),
      ...[...kept.keys()].flatMap((id) => parseConversationId(id) ?? []),
    ];
    for (const id of ids) noticed.set(id, { upTo: kept.get(id) ?? firstSeen.get(id) ?? 0, shown: shown.get(id) });
    notifies = true;
    await decide();
  };

  createOnScreen(locks, open, createLookedAt());
  onCleanup(
    app.channel.subscribe('conversations', (message) => {
      if (message.type === 'timeline') return;
      const isFirst = list === undefined;
      list = joinRows(list ?? [], message);
      if (isFirst) for (const { id, seq } of list) firstSeen.set(id, seq);
      inTurn(decide);
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

  const pushes = createPushKeeper(app);
  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    const parsed = v.safeParse(FROM_WORKER, data);
    if (!parsed.success) return;
    const { openConversation, path, reply, doPushActs } = parsed.output;
    const id = parseConversationId(openConversation ?? '');
    if (id !== undefined) {
      const route = parseRoute(new URL(path ?? `/c/${id}`, location.href));
      app.router.go(route.name === 'conversation' ? route : { name: 'conversation', id });
      if (reply) focusSoon();
    }
    if (doPushActs) pushes.doActs();
  };
  navigator.serviceWorker?.addEventListener('message', onMessage);

  const ending = new AbortController();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  void locks
    .request(LOCK, { signal: ending.signal }, () => {
      inTurn(takeOver);
      return ended;
    })
    .catch(() => undefined);
  addEventListener('pagehide', notifier.closeOwn);
  onCleanup(() => {
    removeEventListener('pagehide', notifier.closeOwn);
    navigator.serviceWorker?.removeEventListener('message', onMessage);
    clearTimeout(timer);
    ending.abort();
    end();
    // Nobody is signed in any more.
    notifies = false;
    inTurn(notifier.closeAll);
  });
};
