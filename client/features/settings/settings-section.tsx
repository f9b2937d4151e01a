import { createUniqueId, type JSX, Show } from 'solid-js';
import style from './settings-page.module.css';

/** One card of the settings, with its heading. */
export const SettingsSection = (props: {
  readonly title: string;
  readonly words?: string;
  readonly children?: JSX.Element;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <section class={style.card} aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      <Show when={props.words}>{(words) => <p>{words()}</p>}</Show>
      {props.children}
    </section>
  );
};
