import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { NO_TIMELINE } from '../../channel/no-timeline.ts';
import type { Splice } from '../../channel/protocol.ts';
import type { TimelineEntry, TimelineInfo } from '../../channel/timeline-view.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { createChapterShelf, type ShelfDeps } from './chapter-shelf.ts';
import { eventsBetween, renderContextOf, type SituationDeps } from './render-context-of.ts';
import { createShownWindow } from './shown-window.ts';
import { spliceBetween, toTimelineEntries } from './timeline-entries.ts';
import { createTimelineJumps, type TimelineJumps } from './timeline-jumps.ts';
import type { TimelineRenderContext } from './timeline-render-context.ts';
import type { TimelineWindow, WindowSizes } from './timeline-window.ts';
import { createWindowChapters } from './window-chapters.ts';
import { isHandled, messagesIn } from './window-messages.ts';

export interface TimelineDeps extends ShelfDeps, SituationDeps {
  readonly sizes: WindowSizes;
}

/** One conversation on screen: a window of its messages, and its rows as the tabs have them. */
export interface TimelineModel extends TimelineJumps {
  readonly id: ConversationId;
  readonly entries: () => readonly TimelineEntry[];
  readonly info: () => TimelineInfo;
  /** Refreshes the rows; returns what the tabs have to change. */
  readonly update: () => { readonly splice: Splice; readonly info: TimelineInfo } | undefined;
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  readonly documents: () => Iterable<DocumentName>;
  readonly close: () => void;
}

/** Chapters opened for quotes; other quotes are shown as further back. */
const MOST_QUOTED = 6;

const isSameInfo = (a: TimelineInfo, b: TimelineInfo): boolean =>
  a.hasOlder === b.hasOlder &&
  a.loadingOlder === b.loadingOlder &&
  a.hasNewer === b.hasNewer &&
  a.loadingNewer === b.loadingNewer &&
  a.olderUnavailable === b.olderUnavailable &&
  a.ready === b.ready &&
  a.newestSeq === b.newestSeq;

export const createTimelineModel = (deps: TimelineDeps, id: ConversationId): TimelineModel => {
  const { directory, pool, sizes } = deps;
  const shelf = createChapterShelf(deps, id);
  const chapters = createWindowChapters(deps, id, shelf);
  const { chaptersOf, floor, isToBeHad, hasOlder, older } = chapters;
  const shown = createShownWindow(deps, id, shelf, chapters);
  /** A window holds at least this many where they exist: hidden and vanished messages leave gaps. */
  const fewest = Math.ceil(sizes.first / 2);
  let profile: ReplicaDocument | undefined;
  let closed = false;
  let entries: TimelineEntry[] = [];
  let info: TimelineInfo = NO_TIMELINE;
  let unread: TimelineRenderContext['unread'] | undefined;
  /** What was unread when the conversation was first shown here; it stays while the person reads on. */
  const unreadAtOpening = (): TimelineRenderContext['unread'] => {
    const known = directory.get(id);
    if (known === undefined || (known.seq === 0 && unread === undefined)) return { after: 0, upTo: 0 };
    unread ??= { after: known.read, upTo: known.seq };
    return unread;
  };
  const messagesOf = (range: TimelineWindow) => messagesIn(deps, id, shelf, range, hasOlder(range));

  const infoOf = (messages: readonly ChapterMessage[], range: TimelineWindow): TimelineInfo => {
    const chapters = chaptersOf(range);
    const settled = chapters.every(shelf.isSettled);
    let newestSeq = 0;
    for (const { stamp } of messages) if (stamp !== undefined && stamp.seq > newestSeq) newestSeq = stamp.seq;
    const above = hasOlder(range) ? chaptersOf(older(range, 1)) : chapters;
    return {
      hasOlder: hasOlder(range),
      loadingOlder: shown.loading() === 'older',
      hasNewer: range.to !== undefined,
      loadingNewer: shown.loading() === 'newer',
      olderUnavailable: !isToBeHad(above),
      ready: info.ready || settled || messages.length >= fewest,
      newestSeq,
    };
  };

  void pool
    .use(conversationDocument(id))
    .then((live) => {
      if (closed) return pool.release(live);
      profile = live;
      live.openForWriting();
      deps.changed(id);
    })
    .catch(() => {});

  return {
    ...createTimelineJumps({
      id,
      directory,
      sizes,
      shelf,
      shown,
      chapters,
      unread: unreadAtOpening,
      messages: messagesOf,
    }),
    id,
    entries: () => entries,
    info: () => info,
    update: () => {
      const range = shown.plan(unreadAtOpening());
      shelf.refresh();
      const messages = messagesOf(range).filter((message) => !isHandled(deps, shelf, message));
      const pointed = new Set<number>();
      const want = (chapter: number): void => void pointed.add(chapter);
      const next = toTimelineEntries(
        messages,
        renderContextOf(
          deps,
          id,
          shelf,
          unreadAtOpening(),
          eventsBetween(shelf, hasOlder(range) || floor() > 1 ? Math.max(range.from, floor()) : 0, range.to),
          want,
        ),
        entries,
      );
      const quoted = [...pointed].filter((chapter) => directory.hasChapter(id, chapter) && isToBeHad([chapter]));
      shown.keepQuoted(quoted.slice(-MOST_QUOTED));
      const splice = spliceBetween(entries, next);
      const nextInfo = infoOf(messages, range);
      if (nextInfo.ready && messages.length > 0) shown.settle();
      if (nextInfo.ready && messages.length < fewest && nextInfo.hasOlder && !nextInfo.olderUnavailable)
        void shown.grow('older');
      if (splice === undefined && isSameInfo(info, nextInfo)) return undefined;
      entries = next;
      info = nextInfo;
      return { splice: splice ?? { at: 0, remove: 0, insert: [] }, info };
    },
    loadOlder: () => shown.grow('older'),
    loadNewer: () => shown.grow('newer'),
    documents: function* () {
      yield conversationDocument(id);
      for (const chapter of [...shelf.open().keys()].sort((a, b) => b - a)) yield chapterDocument(id, chapter);
    },
    close: () => {
      closed = true;
      shown.close();
      shelf.close();
      if (profile !== undefined) pool.release(profile);
    },
  };
};
