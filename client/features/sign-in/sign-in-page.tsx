import { type MessageKey, t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { goOn } from '../join/pending-join.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { ConfirmEmailCard } from './confirm-email-card.tsx';
import { createSignIn, type SignInWay } from './create-sign-in.ts';
import { SignInCard } from './sign-in-card.tsx';
import { SignInForm } from './sign-in-form.tsx';
import style from './sign-in-page.module.css';
import { createSignUpState, type DemoAccount } from './sign-up-state.ts';

const WORDS = {
  in: { title: 'signin.title', words: 'signin.words' },
  up: { title: 'signup.title', words: 'signup.words' },
  setup: { title: 'setup.title', words: 'setup.words' },
} as const satisfies Record<SignInWay['kind'], Record<'title' | 'words', MessageKey>>;

export const SignInPage = (props: { readonly channel: Channel; readonly router: Router }): JSX.Element => {
  const way = (): SignInWay => {
    const route = props.router.route();
    if (route.name === 'setup') return { kind: 'setup', token: route.token };
    return { kind: route.name === 'sign-up' ? 'up' : 'in' };
  };
  const state = createSignUpState();
  /** Nobody makes an account here without being asked. */
  const shut = (): 'invitation' | 'closed' | undefined => {
    const now = state();
    if (way().kind !== 'up' || now.kind !== 'known' || now.mode === 'open') return undefined;
    return now.mode;
  };
  const missingToken = (): boolean => {
    const now = way();
    return now.kind === 'setup' && now.token === '';
  };
  const [confirming, setConfirming] = createSignal(false);
  const model = createSignIn(props.channel, way, '', () => {
    const now = state();
    return now.kind === 'known' && now.mail;
  });
  const done = (how: 'signed-in' | 'confirm'): void => {
    if (how === 'signed-in') goOn(props.router);
    else setConfirming(true);
  };
  const demo = (): readonly DemoAccount[] => {
    const now = state();
    return now.kind === 'known' ? now.demo : [];
  };
  const enter = async ({ email, password }: DemoAccount): Promise<void> => {
    model.setEmail(email);
    model.setPassword(password);
    if ((await model.submit()) === 'signed-in') done('signed-in');
  };
  /** The password was right; only a code is asked for now. */
  const isSecond = (): boolean => model.problem() === 'second-step';
  const title = (): string => t(isSecond() ? 'step.title' : WORDS[way().kind].title);
  const words = (): string | undefined => {
    if (shut() !== undefined) return undefined;
    return t(isSecond() ? 'step.words' : WORDS[way().kind].words);
  };
  return (
    <Show
      when={!(confirming() && way().kind === 'up')}
      fallback={<ConfirmEmailCard router={props.router} email={model.email()} />}
    >
      <SignInCard title={title()} words={words()}>
        <Show when={way().kind === 'in' && !isSecond() && demo().length > 0}>
          <section class={style.demo} aria-label={t('signin.demo')}>
            <p>{t('signin.demo.words')}</p>
            <For each={demo()}>
              {(account) => (
                <Button variant="quiet" onClick={() => void enter(account)}>
                  {t('signin.demo.as', { name: account.name })}
                </Button>
              )}
            </For>
          </section>
        </Show>
        <Switch fallback={<SignInForm model={model} way={way().kind} onDone={done} />}>
          <Match when={missingToken()}>
            <Banner tone="amber" icon="alert" role="alert">
              {t('setup.no-token')}
            </Banner>
          </Match>
          <Match when={shut()}>{(mode) => <p class={style.shut}>{t(`signup.${mode()}`)}</p>}</Match>
          {/* A form that disappears while a person types would be worse than a moment without one. */}
          <Match when={way().kind === 'up' && state().kind === 'asking'}>{null}</Match>
        </Switch>
        <Show when={way().kind !== 'setup' && !isSecond()}>
          <div class={style.other}>
            <Show when={way().kind === 'in'}>
              <p>
                <Link router={props.router} to={{ name: 'forgot' }}>
                  {t('signin.forgot')}
                </Link>
              </p>
            </Show>
            <p>
              {t(way().kind === 'in' ? 'signin.other.words' : 'signup.other.words')}{' '}
              <Link router={props.router} to={{ name: way().kind === 'in' ? 'sign-up' : 'sign-in' }}>
                {t(way().kind === 'in' ? 'signin.other' : 'signup.other')}
              </Link>
            </p>
          </div>
        </Show>
      </SignInCard>
    </Show>
  );
};
