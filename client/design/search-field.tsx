import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import { Icon } from './icon.tsx';
import style from './search-field.module.css';

type Native = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'class' | 'onInput' | 'size'>;

/** A field that searches the list below it; its label is its placeholder. */
export const SearchField = (
  props: Native & {
    readonly label: string;
    readonly value: string;
    readonly isLarge?: boolean;
    readonly hint?: string | undefined;
    readonly onText: (text: string) => void;
  },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['label', 'isLarge', 'hint', 'onText']);
  const id = createUniqueId();
  return (
    <div class={style.field} data-large={own.isLarge ? '' : undefined}>
      <Icon name="search" size="small" />
      <input
        type="search"
        dir="auto"
        {...rest}
        aria-label={own.label}
        placeholder={own.label}
        aria-describedby={own.hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => own.onText(event.currentTarget.value)}
      />
      <Show when={own.hint}>{(hint) => <p id={`${id}-hint`}>{hint()}</p>}</Show>
    </div>
  );
};
