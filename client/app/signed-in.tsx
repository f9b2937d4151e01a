import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import { createSignal, getOwner, type JSX, lazy, onCleanup, runWithOwner, Show } from 'solid-js';
import { FOREVER } from '../channel/conversation-view.ts';
import type { Session } from '../channel/projections.ts';
import type { Channel } from '../channel/protocol.ts';
import { Contained } from '../design/contained.tsx';
import { type App, AppContext } from '../features/app-context.ts';
import { pendingKeys } from '../features/composer/draft/pending-drafts.ts';
import { ConnectionAnnouncer } from '../features/connection/connection-announcer.tsx';
import { ConversationList } from '../features/conversation-list/conversation-list.tsx';
import { inList, stepFrom } from '../features/conversation-list/order.ts';
import { loadMarkedBlocks } from '../features/message-content/text/load-marked-blocks.ts';
import { loadMarkdown } from '../features/message-content/text/parse-message.ts';
import type { Router } from '../features/navigation/create-router.ts';
import { createShortcuts } from '../features/shortcuts/create-shortcuts.ts';
import { createEscapeStack } from '../features/shortcuts/escape-stack.ts';
import { createConversationList } from '../features/topics/create-conversation-list.ts';
import { createProjection } from '../features/topics/create-topic.ts';
import { createNotices } from './create-notices.ts';
import { NoticeStack } from './notice-stack.tsx';
import { Pages } from './pages.tsx';
import style from './signed-in.module.css';

/** ms since 1970, moving once a minute. */
const createNow = (): (() => number) => {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 60_000);
  onCleanup(() => clearInterval(timer));
  return now;
};

const ShortcutSheet = lazy(async () => ({
  default: (await import('../features/shortcuts/shortcut-sheet.tsx')).ShortcutSheet,
}));
const Switcher = lazy(async () => ({ default: (await import('../features/switcher/switcher.tsx')).Switcher }));

export const SignedIn = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly session: Extract<Session, { kind: 'signed-in' }>;
}): JSX.Element => {
  let main: HTMLElement | undefined;
  const notices = createNotices();
  const modes = createEscapeStack();
  const [sheet, setSheet] = createSignal(false);
  const [switching, setSwitching] = createSignal(false);
  // Channel and router are made once and never replaced.
  const { channel, router } = { channel: props.channel, router: props.router };
  const app: App = {
    channel,
    router,
    me: () => props.session.me,
    connection: createProjection(channel, 'connection'),
    conversations: createConversationList(channel),
    preferences: createProjection(channel, 'preferences'),
    escape: modes,
    showShortcuts: () => setSheet(true),
    now: createNow(),
    say: notices.say,
    done: (result): result is Extract<typeof result, { ok: true }> => {
      if (!result.ok) notices.say(t(`error.${result.error}`));
      return result.ok;
    },
  };
  const open = () => {
    const route = router.route();
    return route.name === 'conversation' ? route.id : undefined;
  };
  const step = (by: 1 | -1, unread: boolean): void => {
    const row = stepFrom(inList(app.conversations() ?? []), open(), by, unread);
    if (row !== undefined) router.go({ name: 'conversation', id: row.id });
  };
  /** The open conversation, for ever: other times are in its menu. */
  const mute = async (): Promise<void> => {
    const row = app.conversations()?.find(({ id }) => id === open());
    if (row === undefined) return;
    const on = row.mutedUntil <= Date.now();
    const result = await channel.call('arrange', { conversationId: row.id, mutedUntil: on ? FOREVER : 0 });
    if (app.done(result)) notices.say(t(on ? 'app.muted' : 'app.unmuted'));
  };
  createShortcuts(
    {
      switch: () => setSwitching(true),
      previous: () => step(-1, false),
      next: () => step(1, false),
      'next-unread': () => step(1, true),
      new: () => router.go({ name: 'new' }),
      mute: () => void mute(),
      number: (keys) => {
        const row = inList(app.conversations() ?? [])[Number(keys.at(-1)) - 1];
        if (row !== undefined) router.go({ name: 'conversation', id: row.id });
      },
      search: () => router.go({ name: 'search', asked: '' }),
      sheet: () => setSheet(true),
    },
    modes,
  );
  if (pendingKeys().length > 0)
    void import('../features/composer/draft/adopt-drafts.ts')
      .then(({ adoptDrafts }) => adoptDrafts(channel, app.me().userId))
      // Tried again at the next start.
      .catch(() => undefined);
  // Beside the list, so that it is there before most messages are.
  const markdown = Promise.all([loadMarkdown(), loadMarkedBlocks()]).catch((error: unknown) => console.warn(error));
  // Late: nothing of it shows before the list.
  const owner = getOwner();
  let isHere = true;
  onCleanup(() => {
    isHere = false;
  });
  void Promise.all([import('../features/notifications/create-notifications.ts'), markdown])
    .then(([{ createNotifications }]) => {
      if (isHere) runWithOwner(owner, () => createNotifications(app, open));
    })
    .catch((error: unknown) => console.warn(error));
  const atList = () => ['list', 'archived', 'requests'].includes(router.route().name);
  return (
    <AppContext.Provider value={app}>
      <div class={style.app} data-at={atList() ? 'list' : 'main'}>
        <button
          type="button"
          class={style.skip}
          onClick={() => (main?.querySelector<HTMLElement>('textarea') ?? main)?.focus()}
        >
          {t('app.skip')}
        </button>
        <div class={style.side}>
          <Contained>
            <ConversationList open={open()} />
          </Contained>
        </div>
        <main
          class={style.main}
          id="main"
          tabIndex={-1}
          ref={(element) => {
            main = element;
          }}
        >
          <Pages />
        </main>
        <NoticeStack notices={notices} />
        <ConnectionAnnouncer />
        {/* What is on screen stays while a dialog's code is fetched. */}
        <Contained onClose={() => setSheet(false)}>
          <Show when={sheet()}>
            <ShortcutSheet onClose={() => setSheet(false)} />
          </Show>
        </Contained>
        <Contained onClose={() => setSwitching(false)}>
          <Show when={switching()}>
            <Switcher onClose={() => setSwitching(false)} />
          </Show>
        </Contained>
      </div>
    </AppContext.Provider>
  );
};
