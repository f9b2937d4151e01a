import type { MessageEntry, TimelineEntry } from '../../../channel/timeline-view.ts';
import { copiedMessage } from '../../conversation/text-of.ts';

/** Each begins a line of its own. */
const BLOCKS = new Set(['P', 'LI', 'UL', 'OL', 'BLOCKQUOTE', 'PRE', 'DIV']);

/** A part of a message as it reads: blocks on lines of their own, a list's mark beside its words. */
const readable = (node: Node): string => {
  let text = '';
  const line = (): void => {
    if (text !== '' && !text.endsWith('\n') && !/(?:^|\n)\S+ $/u.test(text)) text += '\n';
  };
  const read = (one: Node): void => {
    if (one instanceof Text) text += one.data;
    if (one instanceof Element && one.matches('button, .hidden-visually')) return;
    const isBlock = BLOCKS.has(one.nodeName);
    if (isBlock) line();
    for (const child of one.childNodes) read(child);
    if (isBlock) line();
  };
  read(node);
  return text.trim();
};

/** What of a row's words is selected; undefined: nothing. */
const selectedOf = (row: Element, selection: Range): string | undefined => {
  const words = row.querySelector('[data-words]');
  if (words === null || !selection.intersectsNode(words)) return undefined;
  const part = document.createRange();
  part.selectNodeContents(words);
  if (part.compareBoundaryPoints(Range.START_TO_START, selection) < 0)
    part.setStart(selection.startContainer, selection.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, selection) > 0)
    part.setEnd(selection.endContainer, selection.endOffset);
  const text = readable(part.cloneContents());
  return text === '' ? undefined : text;
};

/**
 * The text for the clipboard when a selection reaches over several messages: without it the browser would join authors,
 * words and times. undefined: it is within one message, which the browser copies well.
 */
export const copyAcross = (list: Element, entries: readonly TimelineEntry[], now: number): string | undefined => {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed) return undefined;
  const range = selection.getRangeAt(0);
  const rows = [...list.querySelectorAll<HTMLElement>('article[data-message-id]')].filter((row) =>
    range.intersectsNode(row),
  );
  if (rows.length < 2) return undefined;
  const byId = new Map(
    entries.filter((entry): entry is MessageEntry => entry.kind === 'message').map((entry) => [entry.key, entry]),
  );
  return rows
    .flatMap((row) => {
      const entry = byId.get((row.dataset.messageId ?? '') as MessageEntry['messageId']);
      if (entry === undefined) return [];
      const text = row.querySelector('[data-words]') === null ? (entry.text ?? '') : selectedOf(row, range);
      return text === undefined || text === '' ? [] : [copiedMessage(entry, text, now)];
    })
    .join('\n\n');
};
