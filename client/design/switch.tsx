import { createUniqueId, type JSX, Show } from 'solid-js';
import style from './switch.module.css';

/** Something that is on or off, at once and without a further button. */
export const Switch = (props: {
  readonly label: string;
  /** What it means, in a sentence. */
  readonly words?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <div class={style.line}>
      <label class={style.text} for={id}>
        <span id={`${id}-label`}>{props.label}</span>
        <Show when={props.words}>{(words) => <small id={`${id}-words`}>{words()}</small>}</Show>
      </label>
      <button
        type="button"
        id={id}
        class={style.switch}
        role="switch"
        aria-checked={props.on}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.words === undefined ? undefined : `${id}-words`}
        disabled={props.disabled}
        onClick={() => props.onChange(!props.on)}
      >
        <i class={style.knob} />
      </button>
    </div>
  );
};
