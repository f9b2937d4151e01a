import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../../shared/timeline/message-order.ts';
import { NO_TIMELINE } from '../../channel/no-timeline.ts';
import type { TimelineEntry, TimelineInfo } from '../../channel/projections.ts';
import type { Splice } from '../../channel/protocol.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { createChapterShelf, type ShelfDeps } from './chapter-shelf.ts';
import { eventsBetween, renderContextOf, type SituationDeps } from './render-context-of.ts';
import { mergeChapters, spliceBetween, toTimelineEntries } from './timeline-entries.ts';
import type { TimelineRenderContext } from './timeline-render-context.ts';
import {
  isInWindow,
  joinRanges,
  meetsWindow,
  openingWindow,
  type Ranges,
  seqAfter,
  seqBefore,
  type TimelineWindow,
  type WindowSizes,
  windowAround,
} from './timeline-window.ts';

export interface TimelineDeps extends ShelfDeps, SituationDeps {
  readonly sizes: WindowSizes;
}

/** Where it landed. */
export type Jump = Result<{ readonly key: string }, 'unknown' | 'offline'>;

/** One conversation on screen: a window of its messages, and its rows as the tabs have them. */
export interface TimelineModel {
  readonly id: ConversationId;
  readonly entries: () => readonly TimelineEntry[];
  readonly info: () => TimelineInfo;
  /** Looks again; gives what the tabs have to change. */
  readonly update: () => { readonly splice: Splice; readonly info: TimelineInfo } | undefined;
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  readonly jump: (chapter: number, messageId: MessageId) => Promise<Jump>;
  /** To the first message at or after a seq. */
  readonly jumpToSeq: (seq: number) => Promise<Jump>;
  /** To the first message that arrived at or after a time, ms since 1970; to the newest when there is none. */
  readonly jumpToTime: (at: number) => Promise<Jump>;
  readonly jumpToEnd: () => Promise<void>;
  readonly documents: () => Iterable<DocumentName>;
  readonly close: () => void;
}

/** Chapters opened for the sake of quotes; others are shown as further back. */
const MOST_QUOTED = 6;
/** Messages stand by seq, unsent ones behind: where those from a seq on begin. */
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

export const createTimelineModel = (deps: TimelineDeps, id: ConversationId): TimelineModel => {
  const { localState, directory, pool, sizes } = deps;
  const shelf = createChapterShelf(deps, id);
  /** A window holds at least as many, when there are: hidden and vanished messages leave gaps. */
  const fewest = Math.ceil(sizes.first / 2);
  let profile: ReplicaDocument | undefined;
  let closed = false;
  /** Which edge is being waited for. */
  let loading: 'older' | 'newer' | undefined;
  let window: TimelineWindow | undefined;
  /** Until something was shown or asked for, the window follows what becomes known. */
  let opening = true;
  let entries: TimelineEntry[] = [];
  let info: TimelineInfo = NO_TIMELINE;
  /** Chapters that something is waiting for, beside those of the window. */
  const awaited = new Map<number, number>();
  let unread: TimelineRenderContext['unread'] | undefined;
  /** What was unread when the conversation was first seen here; it stays, although reading goes on. */
  const unreadAtOpening = (): TimelineRenderContext['unread'] => {
    const known = directory.get(id);
    if (known === undefined || (known.seq === 0 && unread === undefined)) return { after: 0, upTo: 0 };
    unread ??= { after: known.read, upTo: known.seq };
    return unread;
  };

  const factChapters = () => directory.chapterFacts(id);
  let ranges: { readonly of: unknown; readonly joined: Ranges } = { of: undefined, joined: [] };
  const allRanges = (): Ranges => {
    const of = factChapters();
    if (ranges.of !== of) ranges = { of, joined: joinRanges(of.flatMap((chapter) => chapter.ranges)) };
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
      // At the end: what the server does not know of yet, and own messages that wait in older chapters.
      const unsent = localState.tables.document.get(chapterDocument(id, chapter))?.unsent ?? 0;
      return chapter === newest || fact === undefined || unsent > 0;
    });
  };
  const isToBeHad = (chapters: readonly number[]): boolean =>
    chapters.every((chapter) => shelf.isHeld(chapter) || deps.reachable(id));

  /** Chapters that messages of the window quote. */
  let quoted: readonly number[] = [];
  const keep = (): void => {
    shelf.keep([...(window === undefined ? [] : chaptersOf(window)), ...awaited.keys(), ...quoted]);
  };
  /** Keeps chapters open, beside those of the window, while the work goes on. */
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
  const plan = (): TimelineWindow => {
    if (window === undefined || (opening && window.to === undefined))
      window = openingWindow(allRanges(), unreadAtOpening(), sizes);
    keep();
    return window;
  };

  const shown = (range: TimelineWindow): ChapterMessage[] => {
    const lists: (readonly ChapterMessage[])[] = [];
    for (const [, live] of [...shelf.open()].sort(([a], [b]) => a - b)) {
      const messages = live.index?.messages() ?? [];
      // A stamp of the server is the only proof that others' writing is what it seems.
      lists.push(
        messages
          .slice(firstFrom(messages, range.from))
          .filter(({ stamp, by }) =>
            stamp === undefined ? by === deps.me && range.to === undefined : isInWindow(range, stamp.seq),
          ),
      );
    }
    return mergeChapters(lists, compareMessages);
  };
  const isHandled = (message: ChapterMessage): boolean => {
    const live = shelf.get(message.chapter);
    return (
      live !== undefined &&
      message.stamp === undefined &&
      live.record.handled.includes(`messages/${message.id}`) &&
      !localState.tables.notSent.has(message.id)
    );
  };

  const eventsIn = (range: TimelineWindow) => eventsBetween(shelf, hasOlder(range) ? range.from : 0, range.to);

  const hasOlder = ({ from }: TimelineWindow): boolean => allRanges().some(([first]) => first < from);
  const older = (range: TimelineWindow, count: number): TimelineWindow => ({
    ...range,
    from: seqBefore(allRanges(), range.from, count),
  });

  const look = (messages: readonly ChapterMessage[], range: TimelineWindow): TimelineInfo => {
    const chapters = chaptersOf(range);
    const settled = chapters.every(shelf.isSettled);
    let newestSeq = 0;
    for (const { stamp } of messages) if (stamp !== undefined && stamp.seq > newestSeq) newestSeq = stamp.seq;
    const above = hasOlder(range) ? chaptersOf(older(range, 1)) : chapters;
    return {
      hasOlder: hasOlder(range),
      loadingOlder: loading === 'older',
      hasNewer: range.to !== undefined,
      loadingNewer: loading === 'newer',
      olderUnavailable: !isToBeHad(above),
      ready: info.ready || settled || messages.length >= fewest,
      newestSeq,
    };
  };

  const isSameInfo = (a: TimelineInfo, b: TimelineInfo): boolean =>
    a.hasOlder === b.hasOlder &&
    a.loadingOlder === b.loadingOlder &&
    a.hasNewer === b.hasNewer &&
    a.loadingNewer === b.loadingNewer &&
    a.olderUnavailable === b.olderUnavailable &&
    a.ready === b.ready &&
    a.newestSeq === b.newestSeq;

  void pool
    .use(conversationDocument(id))
    .then((live) => {
      if (closed) return pool.release(live);
      profile = live;
      live.openForWriting();
      deps.changed(id);
    })
    .catch(() => {});

  /** Jumps begun: what was growing before one must not put the old window back. */
  let jumps = 0;
  /** Moves the window, once what it needs is here or cannot be had, unless it is not wanted any more. */
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

  const grow = async (edge: 'older' | 'newer'): Promise<void> => {
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
    await move(trimmed(next, edge), () => before === jumps);
    loading = undefined;
    deps.changed(id);
  };
  /** Lets go of what is far from the edge that grows. */
  const trimmed = (range: TimelineWindow, edge: 'older' | 'newer'): TimelineWindow => {
    const all = allRanges();
    const last = all.at(-1)?.[1] ?? 0;
    if (edge === 'newer') {
      const from = seqBefore(all, (range.to ?? last) + 1, sizes.most);
      return { from: Math.max(range.from, from), to: range.to };
    }
    const to = seqAfter(all, range.from, sizes.most);
    return { from: range.from, to: to === undefined ? range.to : Math.min(range.to ?? Number.POSITIVE_INFINITY, to) };
  };

  const leap = (to: TimelineWindow): Promise<boolean> => {
    jumps++;
    return move(to, () => true);
  };
  const showSeq = async (seq: number): Promise<boolean> => {
    const range = window ?? plan();
    if (isInWindow(range, seq) && chaptersOf(range).every(shelf.isSettled)) return true;
    return leap(windowAround(allRanges(), seq, sizes));
  };
  const keyFrom = (seq: number): Jump => {
    const range = window;
    const message = range === undefined ? undefined : shown(range).find(({ stamp }) => (stamp?.seq ?? 0) >= seq);
    return message === undefined ? fail('unknown') : succeed({ key: message.id });
  };
  const jumpToEnd = async (): Promise<void> => {
    if (window !== undefined && window.to === undefined) return;
    const last = allRanges().at(-1)?.[1] ?? 0;
    await leap({ from: seqBefore(allRanges(), last + 1, sizes.first), to: undefined });
  };
  const jump = (chapter: number, messageId: MessageId): Promise<Jump> =>
    having([chapter], async (): Promise<Jump> => {
      await shelf.whenSettled([chapter]);
      const message = shelf.get(chapter)?.index?.get(messageId);
      if (message === undefined) return fail(shelf.isHeld(chapter) ? 'unknown' : 'offline');
      if (message.stamp === undefined) await jumpToEnd();
      else await showSeq(message.stamp.seq);
      return succeed({ key: messageId });
    });
  const stampedIn = (chapter: number): Promise<readonly ChapterMessage[] | undefined> =>
    having([chapter], async () => {
      if (!(await shelf.whenSettled([chapter]))) return undefined;
      return shelf
        .get(chapter)
        ?.index?.messages()
        .filter(({ stamp }) => stamp !== undefined);
    });
  /** The first seq that arrived at or after a time; the newest when there is none. */
  const seqAt = async (at: number): Promise<number | undefined> => {
    const chapters = factChapters().filter((one) => one.ranges.length > 0);
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
    id,
    entries: () => entries,
    info: () => info,
    update: () => {
      const range = plan();
      shelf.look();
      const messages = shown(range).filter((message) => !isHandled(message));
      const pointed = new Set<number>();
      const want = (chapter: number): void => void pointed.add(chapter);
      const next = toTimelineEntries(
        messages,
        renderContextOf(deps, id, shelf, unreadAtOpening(), eventsIn(range), want),
        entries,
      );
      quoted = [...pointed]
        .filter((chapter) => directory.hasChapter(id, chapter) && isToBeHad([chapter]))
        .slice(-MOST_QUOTED);
      keep();
      const splice = spliceBetween(entries, next);
      const nextInfo = look(messages, range);
      if (nextInfo.ready && messages.length > 0) opening = false;
      if (nextInfo.ready && messages.length < fewest && nextInfo.hasOlder && !nextInfo.olderUnavailable)
        void grow('older');
      if (splice === undefined && isSameInfo(info, nextInfo)) return undefined;
      entries = next;
      info = nextInfo;
      return { splice: splice ?? { at: 0, remove: 0, insert: [] }, info };
    },
    loadOlder: () => grow('older'),
    loadNewer: () => grow('newer'),
    jump,
    jumpToSeq: async (seq) => ((await showSeq(seq)) ? keyFrom(seq) : fail('offline')),
    jumpToTime: async (at) => {
      const seq = await seqAt(at);
      if (seq === undefined) return fail(isToBeHad(directory.chapters(id)) ? 'unknown' : 'offline');
      return (await showSeq(seq)) ? keyFrom(seq) : fail('offline');
    },
    jumpToEnd,
    documents: function* () {
      yield conversationDocument(id);
      for (const chapter of [...shelf.open().keys()].sort((a, b) => b - a)) yield chapterDocument(id, chapter);
    },
    close: () => {
      closed = true;
      shelf.close();
      if (profile !== undefined) pool.release(profile);
    },
  };
};
