import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { isMarked, markedBlockView } from './marked-blocks.ts';
import type { Block } from './message-markdown.ts';
import style from './message-text.module.css';
import type { Named } from './split-mentions.ts';
import { TextInlines } from './text-inlines.tsx';

/**
 * Each block takes its writing direction from its own first letters; a quote and an item from the first in it, which
 * must not have a direction of their own for that.
 */
export const TextBlocks = (props: {
  readonly blocks: readonly Block[];
  readonly named: readonly Named[];
  readonly isInside?: true;
}): JSX.Element => (
  <For each={props.blocks}>
    {(block) => {
      if (isMarked(block))
        return (
          <Show when={markedBlockView()}>
            {(view) => <Dynamic component={view()} block={block} named={props.named} isInside={props.isInside} />}
          </Show>
        );
      if (block.kind === 'gap') return <div class={style.gap}>{'\n'.repeat(block.lines)}</div>;
      return (
        <p class={style.text} dir={props.isInside ? undefined : 'auto'}>
          <TextInlines inlines={block.inlines} named={props.named} />
        </p>
      );
    }}
  </For>
);
