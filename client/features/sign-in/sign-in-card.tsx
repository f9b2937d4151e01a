import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import { type JSX, Show } from 'solid-js';
import { Scene } from '../../design/scene.tsx';
import style from './sign-in-page.module.css';

/** The one card of a page without the app around it. */
export const SignInCard = (props: {
  readonly title: string;
  readonly words?: string | undefined;
  /** Further lines of the head. */
  readonly more?: JSX.Element;
  readonly children: JSX.Element;
}): JSX.Element => (
  <main class={style.page}>
    <div class={style.card}>
      <div class={style.brand}>
        <Scene />
        <p>{t('app.name')}</p>
      </div>
      <header>
        <h1>{props.title}</h1>
        <Show when={props.words}>{(words) => <p>{words()}</p>}</Show>
        {props.more}
      </header>
      {props.children}
    </div>
  </main>
);
