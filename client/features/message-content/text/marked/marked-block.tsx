import { For, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { CodeBlock } from '../../code/code-block.tsx';
import type { MarkedBlock } from '../marked-blocks.ts';
import style from '../message-text.module.css';
import type { Named } from '../split-mentions.ts';
import { TextBlocks } from '../text-blocks.tsx';

const DOT = '•';
/** Numbers as they were typed; with a space, for what is copied. */
const markShown = (mark: string): string => `${/^\d/.test(mark) ? mark : DOT} `;

const Items = (props: {
  readonly block: Extract<MarkedBlock, { kind: 'list' }>;
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
  readonly block: Extract<MarkedBlock, { kind: 'list' }>;
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

/** Code, quotes and lists. */
export const MarkedBlockView = (props: {
  readonly block: MarkedBlock;
  readonly named: readonly Named[];
  readonly isInside: true | undefined;
}): JSX.Element => {
  // A block is made once for its text, and never changes its kind.
  const block = props.block;
  switch (block.kind) {
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
};
