import { type JSX, Show } from 'solid-js';
import { IconButton } from './button.tsx';
import style from './page.module.css';

/** A page in the main column: a bar with its name and a back button, and a column of reading width. */
export const Page = (props: {
  readonly title: string;
  readonly backLabel: string;
  readonly onBack: () => void;
  readonly children: JSX.Element;
}): JSX.Element => (
  <div class={style.page}>
    <header class={style.bar}>
      <IconButton icon="back" label={props.backLabel} onClick={() => props.onBack()} />
      <h1>{props.title}</h1>
    </header>
    <div class={style.scroll}>
      <div class={style.column}>{props.children}</div>
    </div>
  </div>
);

/** Nothing is here, and why, and what to do. */
export const Quiet = (props: {
  readonly picture?: JSX.Element;
  readonly title: string;
  readonly words: string;
  readonly action?: JSX.Element;
}): JSX.Element => (
  <div class={style.quiet}>
    {props.picture}
    <h2>{props.title}</h2>
    <p>{props.words}</p>
    <Show when={props.action}>{props.action}</Show>
  </div>
);
