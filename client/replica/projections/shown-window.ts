import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterShelf, ShelfDeps } from './chapter-shelf.ts';
import { openingWindow, seqAfter, type TimelineWindow, trimmed, type WindowSizes } from './timeline-window.ts';
import type { WindowChapters } from './window-chapters.ts';

type Edge = 'older' | 'newer';

/** Which part of a conversation is shown, and the chapters that are kept open for it. */
export interface ShownWindow {
  readonly current: () => TimelineWindow | undefined;
  /** The window to show now. */
  readonly plan: (unread: { readonly after: number; readonly upTo: number }) => TimelineWindow;
  /** Something was shown: the window no longer follows what becomes known. */
  readonly settle: () => void;
  /** The edge that is loading. */
  readonly loading: () => Edge | undefined;
  readonly grow: (edge: Edge) => Promise<void>;
  /** Moves to another window; resolves with whether this device has it. */
  readonly leap: (to: TimelineWindow) => Promise<boolean>;
  /** Keeps chapters open, beside those of the window, while `work` runs. */
  readonly having: <T>(chapters: readonly number[], work: () => Promise<T>) => Promise<T>;
  /** Keeps the chapters open that messages of the window quote. */
  readonly keepQuoted: (chapters: readonly number[]) => void;
  readonly close: () => void;
}

export const createShownWindow = (
  deps: Pick<ShelfDeps, 'changed'> & { readonly sizes: WindowSizes },
  id: ConversationId,
  shelf: Pick<ChapterShelf, 'keep' | 'whenSettled'>,
  { allRanges, chaptersOf, isToBeHad, hasOlder, older }: WindowChapters,
): ShownWindow => {
  const { sizes } = deps;
  let closed = false;
  let window: TimelineWindow | undefined;
  /** Until something was shown or asked for, the window follows what becomes known. */
  let opening = true;
  let loading: Edge | undefined;
  /** Chapters that something waits for, beside those of the window. */
  const awaited = new Map<number, number>();
  /** Chapters that messages of the window quote. */
  let quoted: readonly number[] = [];
  const keep = (): void => {
    shelf.keep([...(window === undefined ? [] : chaptersOf(window)), ...awaited.keys(), ...quoted]);
  };
  const having = async <T>(chapters: readonly number[], work: () => Promise<T>): Promise<T> => {
    for (const chapter of chapters) awaited.set(chapter, (awaited.get(chapter) ?? 0) + 1);
    keep();
    try {
      return await work();
    } finally {
      for (const chapter of chapters) {
        const uses = (awaited.get(chapter) ?? 1) - 1;
        if (uses === 0) awaited.delete(chapter);
        else awaited.set(chapter, uses);
      }
    }
  };

  /** Counts jumps: a load that began before a jump must not restore the old window. */
  let jumps = 0;
  /** Moves the window once what it needs is held or unavailable, unless the move is outdated by then. */
  const move = (to: TimelineWindow, isWanted: () => boolean): Promise<boolean> => {
    opening = false;
    const chapters = chaptersOf(to);
    return having(chapters, async () => {
      const held = await shelf.whenSettled(chapters);
      if (closed || !isWanted()) return false;
      window = to;
      deps.changed(id);
      return held;
    });
  };

  const grow = async (edge: Edge): Promise<void> => {
    if (loading !== undefined || window === undefined) return;
    const { from, to } = window;
    if (edge === 'older' ? !hasOlder(window) : to === undefined) return;
    const next =
      edge === 'older'
        ? older(window, sizes.step)
        : { from, to: to === undefined ? undefined : seqAfter(allRanges(), to, sizes.step) };
    if (!isToBeHad(chaptersOf(next))) return;
    loading = edge;
    deps.changed(id);
    const before = jumps;
    await move(trimmed(allRanges(), next, edge, sizes.most), () => before === jumps);
    loading = undefined;
    deps.changed(id);
  };

  return {
    current: () => window,
    plan: (unread) => {
      if (window === undefined || (opening && window.to === undefined))
        window = openingWindow(allRanges(), unread, sizes);
      keep();
      return window;
    },
    settle: () => {
      opening = false;
    },
    loading: () => loading,
    grow,
    leap: (to) => {
      jumps++;
      return move(to, () => true);
    },
    having,
    keepQuoted: (chapters) => {
      quoted = chapters;
      keep();
    },
    close: () => {
      closed = true;
    },
  };
};
