import { type JSX, Show } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import { Banner } from '../../design/banner.tsx';
import { Scene } from '../../design/scene.tsx';
import { type MessageKey, t } from '../../words/t.ts';
import { goOn } from '../join/after-sign-in.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { createSignIn, type SignInWay } from './create-sign-in.ts';
import { SignInForm } from './sign-in-form.tsx';
import style from './sign-in-page.module.css';

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
  const missingToken = (): boolean => {
    const now = way();
    return now.kind === 'setup' && now.token === '';
  };
  const model = createSignIn(props.channel, way);
  return (
    <main class={style.page}>
      <div class={style.card}>
        <div class={style.brand}>
          <Scene />
          <p>{t('app.name')}</p>
        </div>
        <header>
          <h1>{t(WORDS[way().kind].title)}</h1>
          <p>{t(WORDS[way().kind].words)}</p>
        </header>
        <Show
          when={!missingToken()}
          fallback={
            <Banner tone="amber" icon="alert" role="alert">
              {t('setup.no-token')}
            </Banner>
          }
        >
          <SignInForm model={model} way={way().kind} onDone={() => goOn(props.router)} />
        </Show>
        <Show when={way().kind !== 'setup'}>
          <p class={style.other}>
            {t(way().kind === 'in' ? 'signin.other.words' : 'signup.other.words')}{' '}
            <Link router={props.router} to={{ name: way().kind === 'in' ? 'sign-up' : 'sign-in' }}>
              {t(way().kind === 'in' ? 'signin.other' : 'signup.other')}
            </Link>
          </p>
        </Show>
      </div>
    </main>
  );
};
