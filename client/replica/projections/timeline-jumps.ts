import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Directory } from '../directory.ts';
import type { ChapterShelf } from './chapter-shelf.ts';
import type { ShownWindow } from './shown-window.ts';
import { isInWindow, seqBefore, type TimelineWindow, type WindowSizes, windowAround } from './timeline-window.ts';
import type { WindowChapters } from './window-chapters.ts';

/** Where it landed. */
export type Jump = Result<{ readonly key: string }, 'unknown' | 'offline'>;

export interface TimelineJumps {
  readonly jump: (chapter: number, messageId: MessageId) => Promise<Jump>;
  /** Moves to the first message at or after a seq. */
  readonly jumpToSeq: (seq: number) => Promise<Jump>;
  /** Moves to the first message that arrived at or after a time, ms since 1970; to the newest when there is none. */
  readonly jumpToTime: (at: number) => Promise<Jump>;
  readonly jumpToEnd: () => Promise<void>;
}

interface JumpDeps {
  readonly id: ConversationId;
  readonly directory: Directory;
  readonly sizes: WindowSizes;
  readonly shelf: ChapterShelf;
  readonly shown: ShownWindow;
  readonly chapters: WindowChapters;
  readonly unread: () => { readonly after: number; readonly upTo: number };
  readonly messages: (range: TimelineWindow) => readonly ChapterMessage[];
}

export const createTimelineJumps = (deps: JumpDeps): TimelineJumps => {
  const { id, directory, sizes, shelf, shown } = deps;
  const { allRanges, chaptersOf, isToBeHad } = deps.chapters;

  const showSeq = async (seq: number): Promise<boolean> => {
    const range = shown.current() ?? shown.plan(deps.unread());
    if (isInWindow(range, seq) && chaptersOf(range).every(shelf.isSettled)) return true;
    return shown.leap(windowAround(allRanges(), seq, sizes));
  };
  const keyFrom = (seq: number): Jump => {
    const range = shown.current();
    const message =
      range === undefined ? undefined : deps.messages(range).find(({ stamp }) => (stamp?.seq ?? 0) >= seq);
    return message === undefined ? fail('unknown') : succeed({ key: message.id });
  };
  const jumpToEnd = async (): Promise<void> => {
    const range = shown.current();
    if (range !== undefined && range.to === undefined) return;
    const last = allRanges().at(-1)?.[1] ?? 0;
    await shown.leap({ from: seqBefore(allRanges(), last + 1, sizes.first), to: undefined });
  };
  const jump = (chapter: number, messageId: MessageId): Promise<Jump> =>
    shown.having([chapter], async (): Promise<Jump> => {
      await shelf.whenSettled([chapter]);
      const message = shelf.get(chapter)?.index?.get(messageId);
      if (message === undefined) return fail(shelf.isHeld(chapter) ? 'unknown' : 'offline');
      if (message.stamp === undefined) await jumpToEnd();
      else await showSeq(message.stamp.seq);
      return succeed({ key: messageId });
    });
  const stampedIn = (chapter: number): Promise<readonly ChapterMessage[] | undefined> =>
    shown.having([chapter], async () => {
      if (!(await shelf.whenSettled([chapter]))) return undefined;
      return shelf
        .get(chapter)
        ?.index?.messages()
        .filter(({ stamp }) => stamp !== undefined);
    });
  /** The first seq that arrived at or after a time; the newest when there is none. */
  const seqAt = async (at: number): Promise<number | undefined> => {
    const chapters = directory.chapterFacts(id).filter((one) => one.ranges.length > 0);
    let low = 0;
    let high = chapters.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = (await stampedIn(chapters[middle]?.chapter ?? 0))?.at(-1)?.stamp;
      if (last === undefined) return undefined;
      if (last.at < at) low = middle + 1;
      else high = middle;
    }
    const messages = await stampedIn(chapters[low]?.chapter ?? 0);
    return (messages?.find(({ stamp }) => (stamp?.at ?? 0) >= at) ?? messages?.at(-1))?.stamp?.seq;
  };

  return {
    jump,
    jumpToSeq: async (seq) => ((await showSeq(seq)) ? keyFrom(seq) : fail('offline')),
    jumpToTime: async (at) => {
      const seq = await seqAt(at);
      if (seq === undefined) return fail(isToBeHad(directory.chapters(id)) ? 'unknown' : 'offline');
      return (await showSeq(seq)) ? keyFrom(seq) : fail('offline');
    },
    jumpToEnd,
  };
};
