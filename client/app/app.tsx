import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import {
  createEffect,
  createMemo,
  createSignal,
  ErrorBoundary,
  type JSX,
  lazy,
  Match,
  onCleanup,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import type { Session } from '../channel/projections.ts';
import type { Channel } from '../channel/protocol.ts';
import { Broken } from '../design/contained.tsx';
import { isEntry } from '../features/entry/is-entry.ts';
import { goOn, isForSignedOut } from '../features/join/pending-join.ts';
import { createRouter } from '../features/navigation/create-router.ts';
import { createProjection } from '../features/topics/create-topic.ts';
import style from './app.module.css';
import { forgetTab } from './forget-tab.ts';
import { UpdatePrompt } from './update-prompt.tsx';
import type { Updates } from './updates.ts';

export const loadSignedIn = () => import('./signed-in.tsx');
const SignedIn = lazy(async () => ({ default: (await loadSignedIn()).SignedIn }));

const EndedPage = lazy(async () => ({
  default: (await import('../features/devices/ended-page.tsx')).EndedPage,
}));
const NewDevicePage = lazy(async () => ({
  default: (await import('../features/devices/new-device-page.tsx')).NewDevicePage,
}));
const Starting = lazy(async () => ({ default: (await import('../features/starting/starting.tsx')).Starting }));
/** Not for a signed-in device: that opens with what it holds. */
export const loadSignIn = () => import('../features/sign-in/sign-in-page.tsx');
const SignInPage = lazy(async () => ({ default: (await loadSignIn()).SignInPage }));
const EntryPages = lazy(async () => ({ default: (await import('../features/entry/entry-pages.tsx')).EntryPages }));

/** ms */
const LATE = 1_500;

/** A link to a group says where it leads, before signing in too. */
const JoinSignedOut = lazy(async () => ({
  default: (await import('../features/join/join-signed-out.tsx')).JoinSignedOut,
}));

/** Shows the sign-in pages or the chat, by what this device knows, never by the network. */
export const App = (props: { readonly channel: Channel; readonly updates: Updates | undefined }): JSX.Element => {
  // The channel is made once, in main.
  const channel = props.channel;
  const router = createRouter();
  const session = createProjection(channel, 'session');
  // A copy, kept while another tab takes the replica over: the person must not notice that.
  const signedIn = createMemo<Extract<Session, { kind: 'signed-in' }> | undefined>((before) => {
    const now = session();
    if (now?.kind === 'signed-in') return { kind: now.kind, me: { ...now.me }, ended: now.ended };
    return now?.kind === 'signed-out' ? undefined : before;
  });
  const deviceLink = () => {
    const route = router.route();
    return route.name === 'link' ? route : undefined;
  };
  // The device answers in a moment; words for less would only flicker.
  const [late, setLate] = createSignal(false);
  const timer = setTimeout(() => setLate(true), LATE);
  onCleanup(() => clearTimeout(timer));
  const link = () => {
    const route = router.route();
    return route.name === 'join' ? route : undefined;
  };
  createEffect(() => {
    const kind = session()?.kind;
    const { name } = router.route();
    if (kind === 'signed-in') goOn(router);
    if (kind === 'signed-out' && !isForSignedOut(name) && name !== 'join' && !isEntry(router.route(), false))
      router.go({ name: 'sign-in' }, 'replace');
  });
  createEffect(() => {
    if (session()?.kind !== 'signed-out') return;
    document.title = t('app.name');
    forgetTab();
  });
  return (
    <ErrorBoundary
      fallback={(error: unknown) => (
        <div class={style.centre}>
          <Broken error={error} />
        </div>
      )}
    >
      <Switch
        fallback={
          <Show when={late()}>
            <div class={style.centre}>
              <Suspense>
                <Starting />
              </Suspense>
            </div>
          </Show>
        }
      >
        <Match when={session()?.kind === 'signed-out' ? deviceLink() : undefined}>
          {(open) => (
            <Suspense>
              <NewDevicePage channel={channel} router={router} token={open().token} />
            </Suspense>
          )}
        </Match>
        <Match
          when={
            session() !== undefined &&
            session()?.kind !== 'starting' &&
            isEntry(router.route(), signedIn() !== undefined)
          }
        >
          <Suspense>
            <EntryPages channel={channel} router={router} />
          </Suspense>
        </Match>
        <Match when={session()?.kind === 'signed-out' && isForSignedOut(router.route().name)}>
          <Suspense>
            <SignInPage channel={channel} router={router} />
          </Suspense>
        </Match>
        <Match when={session()?.kind === 'signed-out' ? link() : undefined}>
          {(route) => (
            <Suspense>
              <JoinSignedOut router={router} token={route().token} />
            </Suspense>
          )}
        </Match>
        <Match when={signedIn()?.ended} keyed>
          {(ended) => (
            <Suspense>
              <Show when={signedIn()}>{(now) => <EndedPage channel={channel} ended={ended} me={now().me} />}</Show>
            </Suspense>
          )}
        </Match>
        <Match when={signedIn()}>
          {(now) => (
            <Suspense>
              <SignedIn channel={channel} router={router} session={now()} />
            </Suspense>
          )}
        </Match>
      </Switch>
      <Show when={props.updates}>{(updates) => <UpdatePrompt updates={updates()} />}</Show>
    </ErrorBoundary>
  );
};
