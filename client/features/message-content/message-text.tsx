import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { t } from '../../words/t.ts';
import { splitLinks } from './links.ts';
import style from './message-text.module.css';
import { isOnlyEmoji } from './only-emoji.ts';

/** Longer texts begin folded, so that one message cannot bury a conversation. Characters, and lines. */
const FOLD_CHARACTERS = 1_600;
const FOLD_LINES = 24;

const isLong = (text: string): boolean =>
  text.length > FOLD_CHARACTERS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES;

/** What a person wrote, as text nodes only; addresses can be followed. */
export const MessageText = (props: { readonly text: string }): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  const parts = createMemo(() => splitLinks(props.text));
  const long = createMemo(() => isLong(props.text));
  return (
    <>
      <p
        class={style.text}
        dir="auto"
        data-large={isOnlyEmoji(props.text) ? '' : undefined}
        data-folded={long() && !open() ? '' : undefined}
      >
        <For each={parts()}>
          {(part) =>
            part.kind === 'link' ? (
              <a href={part.href} target="_blank" rel="noopener noreferrer">
                {part.text}
              </a>
            ) : (
              part.text
            )
          }
        </For>
      </p>
      <Show when={long()}>
        <button type="button" class={style.fold} aria-expanded={open()} onClick={() => setOpen(!open())}>
          {t(open() ? 'timeline.less' : 'timeline.more')}
        </button>
      </Show>
    </>
  );
};
