import { For, type JSX } from 'solid-js';
import { CodeBlock } from '../code/code-block.tsx';
import type { Block } from './message-markdown.ts';
import style from './message-text.module.css';
import type { Named } from './split-mentions.ts';
import { TextInlines } from './text-inlines.tsx';

const Items = (props: {
  readonly items: readonly (readonly Block[])[];
  readonly named: readonly Named[];
}): JSX.Element => (
  <For each={props.items}>
    {(blocks) => (
      <li dir="auto">
        <TextBlocks blocks={blocks} named={props.named} />
      </li>
    )}
  </For>
);

/** Each block takes its direction of writing from its own first letters. */
export const TextBlocks = (props: {
  readonly blocks: readonly Block[];
  readonly named: readonly Named[];
}): JSX.Element => (
  <For each={props.blocks}>
    {(block) => {
      switch (block.kind) {
        case 'paragraph':
          return (
            <p class={style.text} dir="auto">
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
              <TextBlocks blocks={block.blocks} named={props.named} />
            </blockquote>
          );
        case 'list':
          return block.ordered ? (
            <ol class={style.list} start={block.start} data-bracket={block.bracket ? '' : undefined} dir="auto">
              <Items items={block.items} named={props.named} />
            </ol>
          ) : (
            <ul class={style.list} dir="auto">
              <Items items={block.items} named={props.named} />
            </ul>
          );
      }
    }}
  </For>
);
