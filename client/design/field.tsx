import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import style from './field.module.css';

type Native = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'class' | 'onInput'>;

export const Field = (
  props: Native & {
    readonly label: string;
    readonly hint?: string | undefined;
    readonly problem?: string | undefined;
    readonly onText: (text: string) => void;
  },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['label', 'hint', 'problem', 'onText']);
  const id = createUniqueId();
  return (
    <div class={style.field}>
      <label for={id}>{own.label}</label>
      <input
        {...rest}
        id={id}
        class={style.input}
        aria-invalid={own.problem === undefined ? undefined : true}
        aria-describedby={own.hint === undefined && own.problem === undefined ? undefined : `${id}-note`}
        onInput={(event) => own.onText(event.currentTarget.value)}
      />
      <Show when={own.problem ?? own.hint}>
        {(note) => (
          <p id={`${id}-note`} class={style.note} data-problem={own.problem === undefined ? undefined : ''}>
            {note()}
          </p>
        )}
      </Show>
    </div>
  );
};
