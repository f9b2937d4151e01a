import { For, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { CodeBlock } from '../code/code-block.tsx';
import type { Block } from './message-markdown.ts';
import style from './message-text.module.css';
import type { Named } from './split-mentions.ts';
import { TextInlines } from './text-inlines.tsx';

const DOT = '•';
/** Numbers as they were typed; with a space, for what is copied. */
const markShown = (mark: string): string => `${/^\d/.test(mark) ? mark : DOT} `;

const Items = (props: {
  readonly block: Extract<Block, { kind: 'list' }>;
  readonly named: readonly Named[];
  readonly isInside: true | undefined;
}): JSX.Element => (
  <For each={props.block.items}>
    {({ mark, blocks }) => (
      <li dir={props.isInside ? undefined : 'auto'}>
        {/* A text of its own: numbers stay as they were typed, and are copied with the words. */}
        <span class={style.mark}>{markShown(mark)}</span>
        <TextBlocks blocks={blocks} named={props.named} isInside />
      </li>
    )}
  </For>
);

const List = (props: {
  readonly block: Extract<Block, { kind: 'list' }>;
  readonly named: readonly Named[];
  readonly isInside: true | undefined;
}): JSX.Element => {
  const width = Math.max(...props.block.items.map(({ mark }) => markShown(mark).length));
  return (
    <Dynamic
      component={props.block.ordered ? 'ol' : 'ul'}
      // Without marks of its own Safari would call it no list.
      role="list"
      class={style.list}
      style={{ '--mark': `${width}ch` }}
    >
      <Items block={props.block} named={props.named} isInside={props.isInside} />
    </Dynamic>
  );
};

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
      switch (block.kind) {
        case 'paragraph':
          return (
            <p class={style.text} dir={props.isInside ? undefined : 'auto'}>
              <TextInlines inlines={block.inlines} named={props.named} />
            </p>
          );
        case 'gap':
          return <div class={style.gap}>{'\n'.repeat(block.lines)}</div>;
        case 'code':
          return <CodeBlock language={block.language} text={block.text} />;
        case 'quote':
          return (
            <blockquote class={style.quote} dir="auto">
              <TextBlocks blocks={block.blocks} named={props.named} isInside />
            </blockquote>
          );
        case 'list':
          return <List block={block} named={props.named} isInside={props.isInside} />;
      }
    }}
  </For>
);
