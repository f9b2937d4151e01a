import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import '../features/conversation-list/messages.ts';
import { type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { Button } from '../design/button.tsx';
import { Contained } from '../design/contained.tsx';
import { Quiet } from '../design/page.tsx';
import { Scene } from '../design/scene.tsx';
import { useApp } from '../features/app-context.ts';
import { ConversationPage } from '../features/conversation/conversation-page.tsx';
import style from './app.module.css';

const NewConversationPage = lazy(async () => ({
  default: (await import('../features/people-picker/new-conversation-page.tsx')).NewConversationPage,
}));
const NewGroupPage = lazy(async () => ({
  default: (await import('../features/group/new/new-group-page.tsx')).NewGroupPage,
}));
const JoinPage = lazy(async () => ({ default: (await import('../features/join/join-page.tsx')).JoinPage }));
const MorePages = lazy(async () => ({ default: (await import('./more-pages.tsx')).MorePages }));
const SearchPage = lazy(async () => ({ default: (await import('../features/search/search-page.tsx')).SearchPage }));

/** What `MorePages` shows. */
const MORE_PAGES: ReadonlySet<string> = new Set([
  'outbox',
  'not-sent',
  'share',
  'space',
  'devices',
  'security',
  'own-data',
  'profile',
  'administration',
  'starred',
  'settings',
]);

/** The main column: the page of the address. */
export const Pages = (): JSX.Element => {
  const app = useApp();
  const name = () => app.router.route().name;
  const open = () => {
    const route = app.router.route();
    return route.name === 'conversation' ? route.id : undefined;
  };
  const link = () => {
    const route = app.router.route();
    return route.name === 'join' ? route : undefined;
  };
  return (
    // A page of its own for each address, so that leaving a failed page works.
    <Show when={`${name()} ${open()}`} keyed>
      {(_address) => (
        <Contained>
          <Switch
            fallback={
              <div class={style.centre}>
                <Quiet
                  picture={<Scene />}
                  title={t('app.not-found.title')}
                  words={t('app.not-found.words')}
                  action={
                    <Button onClick={() => app.router.go({ name: 'list' }, 'replace')}>{t('app.not-found.act')}</Button>
                  }
                />
              </div>
            }
          >
            <Match when={open()} keyed>
              {(id) => <ConversationPage id={id} />}
            </Match>
            <Match when={name() === 'list' || name() === 'archived' || name() === 'requests'}>
              <div class={style.centre}>
                {/* An empty list has the picture, and says what to do. */}
                <Show when={app.conversations()?.some(({ request }) => !request)}>
                  <Quiet picture={<Scene />} title={t('list.pick.title')} words={t('list.pick.words')} />
                </Show>
              </div>
            </Match>
            <Match when={name() === 'new'}>
              <NewConversationPage />
            </Match>
            <Match when={name() === 'new-group'}>
              <NewGroupPage />
            </Match>
            <Match when={link()}>{(route) => <JoinPage token={route().token} />}</Match>
            <Match when={MORE_PAGES.has(name())}>
              <MorePages />
            </Match>
            <Match when={name() === 'search'}>
              <SearchPage />
            </Match>
          </Switch>
        </Contained>
      )}
    </Show>
  );
};
