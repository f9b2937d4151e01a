import { chapterDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterShelf, ShelfDeps } from './chapter-shelf.ts';
import type { SituationDeps } from './render-context-of.ts';
import { joinRanges, meetsWindow, type Ranges, seqBefore, type TimelineWindow } from './timeline-window.ts';

/** Which messages a conversation has, by the facts, and which chapters a window of them needs. */
export interface WindowChapters {
  readonly allRanges: () => Ranges;
  /** The first seq that the person has not cleared. */
  readonly floor: () => number;
  readonly chaptersOf: (range: TimelineWindow) => number[];
  /** This device has the chapters, or can fetch them now. */
  readonly isToBeHad: (chapters: readonly number[]) => boolean;
  readonly hasOlder: (range: TimelineWindow) => boolean;
  /** The window, so many messages longer at its older edge. */
  readonly older: (range: TimelineWindow, count: number) => TimelineWindow;
}

export const createWindowChapters = (
  deps: Pick<ShelfDeps, 'directory' | 'localState' | 'reachable'> & Pick<SituationDeps, 'clearedTo'>,
  id: ConversationId,
  shelf: Pick<ChapterShelf, 'isHeld'>,
): WindowChapters => {
  const { directory, localState } = deps;
  const factChapters = () => directory.chapterFacts(id);
  let ranges: { readonly of: unknown; readonly floor: number; readonly joined: Ranges } = {
    of: undefined,
    floor: 0,
    joined: [],
  };
  const floor = (): number => deps.clearedTo(id) + 1;
  const allRanges = (): Ranges => {
    const of = factChapters();
    const from = floor();
    if (ranges.of !== of || ranges.floor !== from) {
      const left = of.flatMap((chapter) => chapter.ranges.filter(([, last]) => last >= from));
      const joined = joinRanges(left.map(([first, last]) => [Math.max(first, from), last] as const));
      ranges = { of, floor: from, joined };
    }
    return ranges.joined;
  };

  const chaptersOf = (range: TimelineWindow): number[] => {
    const facts = factChapters();
    const all = directory.chapters(id);
    const newest = all.at(-1) ?? 0;
    return all.filter((chapter) => {
      const fact = facts.find((one) => one.chapter === chapter);
      if (fact !== undefined && meetsWindow(range, fact.ranges)) return true;
      if (range.to !== undefined) return false;
      // At the end: what the server does not know yet, and own messages that wait in older chapters.
      const unsent = localState.tables.document.get(chapterDocument(id, chapter))?.unsent ?? 0;
      return chapter === newest || fact === undefined || unsent > 0;
    });
  };

  return {
    allRanges,
    floor,
    chaptersOf,
    isToBeHad: (chapters) => chapters.every((chapter) => shelf.isHeld(chapter) || deps.reachable(id)),
    hasOlder: ({ from }) => allRanges().some(([first]) => first < from),
    older: (range, count) => ({ ...range, from: seqBefore(allRanges(), range.from, count) }),
  };
};
