import { createSignal } from 'solid-js';
import type { Block } from './message-markdown.ts';

/** What may be a mark or part of an address, and lines that do not simply begin with a word. */
const MARKED = /[*_~`<>[\]\\@\t\r]|:\/\/|mailto:|www\.|^[ #=|:+-]|^\d{1,9}[.)]| $/imu;

/** A text without marks: paragraphs, and gaps for empty lines beyond the one that separates them. */
export const plainBlocks = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  let [from, to] = [0, text.length];
  while (text[from] === '\n') from++;
  while (to > from && text[to - 1] === '\n') to--;
  if (from === to) return blocks;
  // Every other part is the empty lines between two paragraphs.
  for (const [index, part] of text
    .slice(from, to)
    .split(/(\n{2,})/u)
    .entries()) {
    if (index % 2 === 0) blocks.push({ kind: 'paragraph', inlines: [{ kind: 'text', text: part }] });
    else if (part.length > 2) blocks.push({ kind: 'gap', lines: part.length - 2 });
  }
  return blocks;
};

const [markdown, setMarkdown] = createSignal<(text: string) => readonly Block[]>();
let loading: Promise<void> | undefined;

/** Loads the Markdown parser. Rejects when it cannot be loaded; the next call tries again. */
export const loadMarkdown = (): Promise<void> => {
  loading ??= import('./message-markdown.ts').then(
    ({ parseMarkdown }) => void setMarkdown(() => parseMarkdown),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
};

/**
 * Parses a message's text into plain data; the same text gives the same tree. Never throws. Tracked: a text that needs
 * the Markdown parser is given as typed until the parser has been loaded.
 */
export const parseMessage = (text: string): readonly Block[] => {
  if (!MARKED.test(text)) return plainBlocks(text);
  const parse = markdown();
  if (parse !== undefined) return parse(text);
  void loadMarkdown().catch(() => undefined);
  return plainBlocks(text);
};
