import { t } from '../../i18n/t.ts';
import { TryNow } from './try-now.tsx';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { Banner } from '../../design/banner.tsx';
import { insideOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';

const SignInAgain = lazy(async () => ({ default: (await import('../sign-in/sign-in-again.tsx')).SignInAgain }));
/** The bar is there at once; its button comes when its code does. */
const TryNowLate = (): JSX.Element => (
  <Suspense>
    <TryNow />
  </Suspense>
);

/** Above a conversation, only when something is different from "online". */
export const ConnectionBar = (): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal(false);
  const state = () => app.connection()?.state;
  const since = () => app.connection()?.since ?? 0;
  return (
    <>
      <Switch>
        <Match when={app.connection()?.saveFailing}>
          <Banner tone="red" icon="alert">
            {t('connection.save-failing')}
          </Banner>
        </Match>
        <Match when={state() === 'offline'}>
          <Banner tone="amber" icon="offline" action={<TryNowLate />}>
            {since() === 0 ? t('connection.bar.never') : t('connection.bar', { since: insideOf(since(), app.now()) })}
          </Banner>
        </Match>
        <Match when={state() === 'blocked'}>
          <Banner tone="amber" icon="offline" action={<TryNowLate />}>
            {t('connection.blocked')}
          </Banner>
        </Match>
        <Match when={state() === 'sign-in-needed'}>
          <Banner
            tone="amber"
            icon="person"
            action={
              <button type="button" onClick={() => setAsking(true)}>
                {t('connection.sign-in.act')}
              </button>
            }
          >
            {t('connection.sign-in.words')}
          </Banner>
        </Match>
        <Match when={state() === 'update-needed'}>
          <Banner
            tone="amber"
            icon="alert"
            action={
              <button type="button" onClick={() => location.reload()}>
                {t('app.reload')}
              </button>
            }
          >
            {t('connection.update')}
          </Banner>
        </Match>
      </Switch>
      <Show when={asking()}>
        <SignInAgain onClose={() => setAsking(false)} />
      </Show>
    </>
  );
};
