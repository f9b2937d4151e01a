import { createEffect, createSignal, type JSX, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import type { Channel, Session } from '../channel/protocol.ts';
import { Button } from '../design/button.tsx';
import { Quiet } from '../design/page.tsx';
import { Scene } from '../design/scene.tsx';
import { type App, AppContext } from '../features/app-context.ts';
import { ConversationPage } from '../features/conversation/conversation-page.tsx';
import { ConversationList } from '../features/conversation-list/conversation-list.tsx';
import type { Router } from '../features/navigation/create-router.ts';
import { createProjection } from '../features/topics/create-topic.ts';
import { t } from '../words/t.ts';
import style from './signed-in.module.css';

const NewConversationPage = lazy(async () => ({
  default: (await import('../features/people-picker/new-conversation-page.tsx')).NewConversationPage,
}));
const NewGroupPage = lazy(async () => ({
  default: (await import('../features/group/new-group-page.tsx')).NewGroupPage,
}));
const NotSentPage = lazy(async () => ({
  default: (await import('../features/not-sent/not-sent-page.tsx')).NotSentPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
}));

/** A sentence stays this long. ms */
const NOTICE = 6_000;

const createNow = (): (() => number) => {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 60_000);
  onCleanup(() => clearInterval(timer));
  return now;
};

const createNotice = (): { readonly shown: () => string | undefined; readonly say: (text: string) => void } => {
  const [shown, setShown] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return {
    shown,
    say: (text) => {
      setShown(text);
      clearTimeout(timer);
      timer = setTimeout(() => setShown(undefined), NOTICE);
    },
  };
};

export const SignedIn = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly session: Extract<Session, { kind: 'signed-in' }>;
}): JSX.Element => {
  let main: HTMLElement | undefined;
  const notice = createNotice();
  // Channel and router are made once and never replaced.
  const { channel, router } = { channel: props.channel, router: props.router };
  const app: App = {
    channel,
    router,
    me: () => props.session.me,
    connection: createProjection(channel, 'connection'),
    conversations: createProjection(channel, 'conversations', 'id'),
    now: createNow(),
    say: notice.say,
    done: (result): result is Extract<typeof result, { ok: true }> => {
      if (!result.ok) notice.say(t(`error.${result.error}`));
      return result.ok;
    },
  };
  const open = () => {
    const route = router.route();
    return route.name === 'conversation' ? route.id : undefined;
  };
  createEffect(() => {
    const unread = (app.conversations() ?? []).reduce((sum, row) => sum + row.unread, 0);
    const row = (app.conversations() ?? []).find((one) => one.id === open());
    const title = row === undefined || row.kind === 'notes' ? t('app.name') : `${row.title} · ${t('app.name')}`;
    document.title = unread > 0 ? t('app.unread', { count: unread, title }) : title;
  });
  return (
    <AppContext.Provider value={app}>
      <div class={style.app} data-at={router.route().name === 'list' ? 'list' : 'main'}>
        <button
          type="button"
          class={style.skip}
          onClick={() => (main?.querySelector<HTMLElement>('textarea') ?? main)?.focus()}
        >
          {t('app.skip')}
        </button>
        <div class={style.side}>
          <ConversationList open={open()} />
        </div>
        <main
          class={style.main}
          id="main"
          tabIndex={-1}
          ref={(element) => {
            main = element;
          }}
        >
          <Suspense>
            <Switch
              fallback={
                <div class={style.centre}>
                  <Quiet
                    picture={<Scene />}
                    title={t('app.not-found.title')}
                    words={t('app.not-found.words')}
                    action={
                      <Button onClick={() => router.go({ name: 'list' }, 'replace')}>{t('app.not-found.act')}</Button>
                    }
                  />
                </div>
              }
            >
              <Match when={open()} keyed>
                {(id) => <ConversationPage id={id} />}
              </Match>
              <Match when={router.route().name === 'list'}>
                <div class={style.centre}>
                  <Quiet picture={<Scene />} title={t('list.pick.title')} words={t('list.pick.words')} />
                </div>
              </Match>
              <Match when={router.route().name === 'new'}>
                <NewConversationPage />
              </Match>
              <Match when={router.route().name === 'new-group'}>
                <NewGroupPage />
              </Match>
              <Match when={router.route().name === 'not-sent'}>
                <NotSentPage />
              </Match>
              <Match when={router.route().name === 'settings'}>
                <SettingsPage />
              </Match>
            </Switch>
          </Suspense>
        </main>
        <div class={style.notices} role="status" aria-live="polite">
          <Show when={notice.shown()}>{(text) => <p>{text()}</p>}</Show>
        </div>
      </div>
    </AppContext.Provider>
  );
};
