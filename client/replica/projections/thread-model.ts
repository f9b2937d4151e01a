import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../../shared/timeline/message-order.ts';
import type { MessageRef } from '../../channel/commands.ts';
import type { MessageEntry, ThreadView } from '../../channel/timeline-view.ts';
import { createChapterShelf, type ShelfDeps } from './chapter-shelf.ts';
import { renderContextOf, type SituationDeps } from './render-context-of.ts';
import { mergeChapters, toTimelineEntries } from './timeline-entries.ts';
import type { TimelineRenderContext } from './timeline-render-context.ts';

/** Replies come soon after their message: this many chapters after it are searched, and the newest ones. */
const NEAR = 4;
const NEWEST = 4;

/** A message with all direct and indirect replies, read from the chapters themselves. */
export interface ThreadModel {
  readonly id: ConversationId;
  readonly value: () => ThreadView;
  readonly documents: () => Iterable<DocumentName>;
  readonly close: () => void;
}

export interface ThreadDeps extends ShelfDeps, SituationDeps {
  readonly threadDraft: (id: ConversationId, thread: MessageRef) => string;
}

/** All direct and indirect replies to a message, in timeline order. */
export const answersTo = (root: MessageId, messages: readonly ChapterMessage[]): readonly ChapterMessage[] => {
  const thread = new Set<string>([root]);
  // A reply stands after its message, unless two devices stamped them the other way round: two passes are enough.
  for (let pass = 0; pass < 2; pass++)
    for (const { id, body } of messages) if (body?.reply !== undefined && thread.has(body.reply.id)) thread.add(id);
  return messages.filter(({ id }) => id !== root && thread.has(id));
};

export const createThreadModel = (
  deps: ThreadDeps,
  id: ConversationId,
  chapter: number,
  messageId: MessageId,
): ThreadModel => {
  const { directory } = deps;
  const shelf = createChapterShelf(deps, id);
  const known = directory.get(id);
  const unread: TimelineRenderContext['unread'] = { after: known?.read ?? 0, upTo: known?.seq ?? 0 };
  let last: readonly MessageEntry[] = [];

  const chapters = (): number[] => {
    const after = directory.chapters(id).filter((one) => one >= chapter);
    return after.filter((one, at) => one <= chapter + NEAR || at >= after.length - NEWEST);
  };

  return {
    id,
    value: () => {
      shelf.keep(chapters());
      shelf.refresh();
      const lists = [...shelf.open()].sort(([a], [b]) => a - b).map(([, live]) => live.index?.messages() ?? []);
      const proven = lists.map((list) => list.filter(({ stamp, by }) => stamp !== undefined || by === deps.me));
      const pending = deps.pending(id);
      const merged = mergeChapters(pending.length === 0 ? proven : [...proven, pending], compareMessages);
      const root = merged.filter((one) => one.id === messageId);
      const entries = toTimelineEntries(
        [...root, ...answersTo(messageId, merged)],
        renderContextOf(deps, id, shelf, unread),
        last,
      ).filter((entry): entry is MessageEntry => entry.kind === 'message');
      last = entries;
      const all = directory.chapters(id).filter((one) => one >= chapter);
      return {
        root: entries.find((entry) => entry.messageId === messageId),
        replies: entries.filter((entry) => entry.messageId !== messageId),
        complete: all.every((one) => chapters().includes(one) && shelf.isHeld(one) && shelf.isSettled(one)),
        draft: deps.threadDraft(id, { chapter, messageId }),
      };
    },
    documents: function* () {
      for (const one of shelf.open().keys()) yield chapterDocument(id, one);
    },
    close: shelf.close,
  };
};
