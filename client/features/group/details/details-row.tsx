import { type JSX, Show } from 'solid-js';
import { Icon, type IconName } from '../../../design/icon.tsx';
import style from './details-row.module.css';

/** A card of rows that lead to further pages. */
export const DetailsRows = (props: { readonly children: JSX.Element }): JSX.Element => (
  <div class={style.rows}>{props.children}</div>
);

/** The button to one page about the group, with its current value. */
export const DetailsRow = (props: {
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
  /** Somebody waits for an act. */
  readonly count?: number;
  /** To find it again when the person comes back. */
  readonly page: string;
  readonly onOpen: () => void;
}): JSX.Element => (
  <button
    type="button"
    class={style.row}
    data-page={props.page}
    data-calls={props.count === undefined ? undefined : ''}
    onClick={() => props.onOpen()}
  >
    <Icon name={props.icon} />
    <span class={style.words}>
      <b>{props.title}</b>
      <small>{props.words}</small>
    </span>
    <Show when={props.count}>
      {(count) => (
        <span class={style.badge} aria-hidden="true">
          {count()}
        </span>
      )}
    </Show>
    <Icon name="next" size="small" />
  </button>
);
