import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../../shared/timeline/message-order.ts';
import type { Splice, TimelineEntry, TimelineInfo } from '../../channel/protocol.ts';
import type { Directory } from '../directory.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Pool } from '../documents/pool.ts';
import type { Holdings } from '../holdings.ts';
import { mergeChapters, spliceBetween, type TimelineSituation, toTimelineEntries } from './timeline-entries.ts';

/** A first window holds at least this many messages, when there are as many. */
const WINDOW = 50;

export interface TimelineWorld {
  readonly holdings: Holdings;
  readonly directory: Directory;
  readonly pool: () => Pool;
  readonly me: number;
  readonly dayOf: (at: number) => number;
  /** Connected and allowed to fetch documents of the conversation. */
  readonly reachable: (id: ConversationId) => boolean;
  readonly here: (live: LiveDocument, message: ChapterMessage) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
  /** Call `update` soon: something was opened. */
  readonly changed: (id: ConversationId) => void;
}

/** One conversation on screen: which chapters are open for it, and its rows as the tabs have them. */
export interface TimelineModel {
  readonly id: ConversationId;
  readonly entries: () => readonly TimelineEntry[];
  readonly info: () => TimelineInfo;
  /** Looks again; gives what the tabs have to change. */
  readonly update: () => { readonly splice: Splice; readonly info: TimelineInfo } | undefined;
  readonly loadOlder: () => Promise<void>;
  readonly documents: () => Iterable<DocumentName>;
  readonly close: () => void;
}

export const createTimelineModel = (world: TimelineWorld, id: ConversationId): TimelineModel => {
  const { holdings, directory, pool } = world;
  const chapters = new Map<number, LiveDocument>();
  const opening = new Set<number>();
  let profile: LiveDocument | undefined;
  let closed = false;
  let loadingOlder = false;
  /** Chapters from here on are shown whole. undefined: nothing is open yet. */
  let floor: number | undefined;
  let entries: TimelineEntry[] = [];
  let info: TimelineInfo = {
    hasOlder: false,
    loadingOlder: false,
    hasNewer: false,
    loadingNewer: false,
    olderUnavailable: false,
    ready: false,
    newestSeq: 0,
  };
  const known = directory.get(id);
  const unread = { after: known?.read ?? 0, upTo: known?.seq ?? 0 };

  const openChapter = async (chapter: number): Promise<void> => {
    if (closed || chapters.has(chapter) || opening.has(chapter)) return;
    opening.add(chapter);
    try {
      const live = await pool().use(chapterDocument(id, chapter));
      if (closed) return pool().release(live);
      live.openForWriting();
      chapters.set(chapter, live);
    } catch {
      // Unreadable: shown as not available, tried again with the next look.
    } finally {
      opening.delete(chapter);
      world.changed(id);
    }
  };

  const factOf = (chapter: number) => holdings.tables.fact.get(id)?.chapters.find((one) => one.chapter === chapter);
  /** Whether the device has all it knows to exist of a chapter. */
  const isHeld = (chapter: number): boolean => {
    const version = factOf(chapter)?.version ?? 0;
    return (
      version === 0 ||
      (holdings.tables.document.get(chapterDocument(id, chapter))?.synced ?? 0) > 0 ||
      (chapters.get(chapter)?.index?.size() ?? 0) > 0
    );
  };
  const isSettling = (chapter: number): boolean => !isHeld(chapter) && world.reachable(id);

  /** First seq of the window; a chapter the server does not know yet comes after all that is stamped. */
  const windowStart = (lowest: number): number =>
    lowest === 0 ? 0 : (factOf(lowest)?.ranges[0]?.[0] ?? Number.MAX_SAFE_INTEGER);

  /** Late messages have a seq of the window but stand in an older chapter; own unsent ones may, too. */
  const alsoNeeded = (lowest: number): number[] => {
    const from = windowStart(lowest);
    return directory.chapters(id).filter((chapter) => {
      if (chapter >= lowest) return false;
      const record = holdings.tables.document.get(chapterDocument(id, chapter));
      return (record?.unsent ?? 0) > 0 || factOf(chapter)?.ranges.some(([, to]) => to >= from) === true;
    });
  };

  const plan = (): void => {
    const all = directory.chapters(id);
    const newest = all[all.length - 1] ?? 0;
    floor ??= newest;
    for (const chapter of all) if (chapter >= floor) void openChapter(chapter);
    for (const chapter of alsoNeeded(floor)) void openChapter(chapter);
    if (
      floor > 0 &&
      !loadingOlder &&
      all.every((chapter) => chapter < (floor ?? 0) || (chapters.has(chapter) && !isSettling(chapter))) &&
      count() < WINDOW &&
      isHeldOrReachable(floor - 1)
    ) {
      floor -= 1;
      void openChapter(floor);
    }
  };
  const isHeldOrReachable = (chapter: number) => isHeld(chapter) || world.reachable(id);

  const shown = (): ChapterMessage[] => {
    const lowest = floor ?? 0;
    const from = windowStart(lowest);
    const lists: (readonly ChapterMessage[])[] = [];
    for (const [chapter, live] of [...chapters].sort(([a], [b]) => a - b)) {
      const messages = live.index?.messages() ?? [];
      // A stamp of the server is the only proof that others' writing is what it seems.
      lists.push(
        messages.filter((one) =>
          one.stamp === undefined ? one.by === world.me : chapter >= lowest || one.stamp.seq >= from,
        ),
      );
    }
    return mergeChapters(lists, compareMessages);
  };
  const count = (): number => shown().length;

  const hidden = (live: LiveDocument, message: ChapterMessage): boolean =>
    message.stamp === undefined &&
    live.record.handled.includes(`messages/${message.id}`) &&
    !holdings.tables.notSent.has(message.id);

  const situation = (): TimelineSituation => {
    const now = directory.get(id);
    return {
      me: world.me,
      person: directory.person,
      kind: now?.kind === 'group' ? 'group' : 'direct',
      role: now?.role ?? 'member',
      writable: now?.state === 'ready' || now?.state === 'waiting',
      marks: now?.marks ?? { delivered: 0, read: 0 },
      here: (message) => {
        const live = chapters.get(message.chapter);
        return live === undefined ? 'saved' : world.here(live, message);
      },
      unread,
      dayOf: world.dayOf,
    };
  };

  const look = (messages: readonly ChapterMessage[]): TimelineInfo => {
    const lowest = floor ?? 0;
    const loading = opening.size > 0 || chapters.size === 0 || isSettling(lowest);
    let newestSeq = 0;
    for (const { stamp } of messages) if (stamp !== undefined && stamp.seq > newestSeq) newestSeq = stamp.seq;
    return {
      hasOlder: lowest > 0,
      loadingOlder: loadingOlder || (lowest > 0 && opening.has(lowest)),
      hasNewer: false,
      loadingNewer: false,
      olderUnavailable: !world.reachable(id) && (!isHeld(lowest) || (lowest > 0 && !isHeld(lowest - 1))),
      ready: info.ready || !loading || messages.length >= WINDOW,
      newestSeq,
    };
  };

  const isSameInfo = (a: TimelineInfo, b: TimelineInfo): boolean =>
    a.hasOlder === b.hasOlder &&
    a.loadingOlder === b.loadingOlder &&
    a.olderUnavailable === b.olderUnavailable &&
    a.ready === b.ready &&
    a.newestSeq === b.newestSeq;

  void pool()
    .use(conversationDocument(id))
    .then((live) => {
      if (closed) return pool().release(live);
      profile = live;
      live.openForWriting();
    })
    .catch(() => {});

  return {
    id,
    entries: () => entries,
    info: () => info,
    update: () => {
      plan();
      const messages = shown().filter((message) => {
        const live = chapters.get(message.chapter);
        return live === undefined || !hidden(live, message);
      });
      const next = toTimelineEntries(messages, situation(), entries);
      const splice = spliceBetween(entries, next);
      const nextInfo = look(messages);
      if (splice === undefined && isSameInfo(info, nextInfo)) return undefined;
      entries = next;
      info = nextInfo;
      return { splice: splice ?? { at: 0, remove: 0, insert: [] }, info };
    },
    loadOlder: async () => {
      if (floor === undefined || floor === 0 || loadingOlder || !isHeldOrReachable(floor - 1)) return;
      loadingOlder = true;
      floor -= 1;
      await openChapter(floor);
      loadingOlder = false;
      world.changed(id);
    },
    documents: function* () {
      yield conversationDocument(id);
      for (const chapter of [...chapters.keys()].sort((a, b) => b - a)) yield chapterDocument(id, chapter);
    },
    close: () => {
      closed = true;
      for (const live of chapters.values()) pool().release(live);
      if (profile !== undefined) pool().release(profile);
      chapters.clear();
    },
  };
};
