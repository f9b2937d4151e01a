import { type Component, createSignal } from 'solid-js';
import type { Block } from './message-markdown.ts';
import type { Named } from './split-mentions.ts';

/** What only the Markdown parser makes: its view comes with the parser, not with the chat. */
export type MarkedBlock = Exclude<Block, { readonly kind: 'paragraph' | 'gap' }>;

export const isMarked = (block: Block): block is MarkedBlock => block.kind !== 'paragraph' && block.kind !== 'gap';

type BlockView = Component<{
  readonly block: MarkedBlock;
  readonly named: readonly Named[];
  readonly isInside: true | undefined;
}>;

const [view, setView] = createSignal<BlockView>();
/** Undefined until it has been loaded. */
export const markedBlockView = view;

export const setMarkedBlockView = (loaded: BlockView): void => {
  setView(() => loaded);
};
