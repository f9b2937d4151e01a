import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { JSX } from 'solid-js';
import style from './message-pick.module.css';

/** The whole row is what can be pressed. */
export const MessagePick = (props: {
  readonly selected: boolean;
  readonly onPick: (range: boolean) => void;
}): JSX.Element => {
  let box: HTMLInputElement | undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row takes the keys, as the field inside is not in the order of Tab
    <label
      class={style.pick}
      onClick={(event) => {
        if (event.target !== box) event.preventDefault();
        props.onPick(event.shiftKey);
        // A press in a range leaves it chosen, whatever the box made of it.
        queueMicrotask(() => {
          if (box !== undefined) box.checked = props.selected;
        });
      }}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t('message.selected')}
        checked={props.selected}
        ref={(element) => {
          box = element;
        }}
      />
    </label>
  );
};
