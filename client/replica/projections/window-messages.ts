import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../../shared/timeline/message-order.ts';
import type { ChapterShelf, ShelfDeps } from './chapter-shelf.ts';
import type { SituationDeps } from './render-context-of.ts';
import { mergeChapters } from './timeline-entries.ts';
import { isInWindow, type TimelineWindow } from './timeline-window.ts';

type MessageDeps = Pick<SituationDeps, 'me' | 'pending'>;

/** Messages are ordered by seq, unsent ones last: the index of the first one at or after a seq. */
const firstFrom = (messages: readonly ChapterMessage[], seq: number): number => {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.stamp?.seq ?? Number.POSITIVE_INFINITY) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The messages of a window, in order. `hasOlder`: messages that the server knows stand before it. */
export const messagesIn = (
  deps: MessageDeps,
  id: ConversationId,
  shelf: ChapterShelf,
  asked: TimelineWindow,
  hasOlder: boolean,
): ChapterMessage[] => {
  // Messages that a restored server has lost may stand before everything it knows.
  const range = { ...asked, from: hasOlder ? asked.from : 0 };
  const lists: (readonly ChapterMessage[])[] = [];
  for (const [, live] of [...shelf.open()].sort(([a], [b]) => a - b)) {
    const messages = live.index?.messages() ?? [];
    // Only a stamp of the server proves that another person's message is what it seems.
    lists.push(
      messages
        .slice(firstFrom(messages, range.from))
        .filter(({ stamp, by }) =>
          stamp === undefined ? by === deps.me && range.to === undefined : isInWindow(range, stamp.seq),
        ),
    );
  }
  const pending = range.to === undefined ? deps.pending(id) : [];
  if (pending.length > 0) lists.push(pending);
  return mergeChapters(lists, compareMessages);
};

/** An unsent message that has left “Not sent” again, while it still stands in the document. */
export const isHandled = (
  { localState }: Pick<ShelfDeps, 'localState'>,
  shelf: ChapterShelf,
  message: ChapterMessage,
): boolean => {
  const live = shelf.get(message.chapter);
  return (
    live !== undefined &&
    message.stamp === undefined &&
    live.record.handled.includes(`messages/${message.id}`) &&
    !localState.tables.notSent.has(message.id)
  );
};
