import { chapterDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';

/** How long the server may take to send something that was asked for. ms */
const COMES_WITHIN = 10_000;

export interface ShelfDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  /** Connected and allowed to fetch documents of the conversation. */
  readonly reachable: (id: ConversationId) => boolean;
  /** Something was opened. */
  readonly changed: (id: ConversationId) => void;
}

/** The chapters of one conversation that a view needs, open as long as the view does. */
export interface ChapterShelf {
  readonly get: (chapter: number) => ReplicaDocument | undefined;
  readonly open: () => ReadonlyMap<number, ReplicaDocument>;
  /** Opens those of these chapters that exist, and closes all others. */
  readonly keep: (chapters: Iterable<number>) => void;
  readonly isOpening: () => boolean;
  /** The device has all of a chapter that it knows to exist. */
  readonly isHeld: (chapter: number) => boolean;
  /** Open, and either held or not available now. */
  readonly isSettled: (chapter: number) => boolean;
  /** Resolves with whether the chapters are held; they have to be among the kept ones. */
  readonly whenSettled: (chapters: readonly number[]) => Promise<boolean>;
  /** Call when anything may have changed. */
  readonly refresh: () => void;
  readonly close: () => void;
}

export const createChapterShelf = (deps: ShelfDeps, id: ConversationId): ChapterShelf => {
  const { localState, pool } = deps;
  const chapters = new Map<number, ReplicaDocument>();
  const opening = new Set<number>();
  let kept: ReadonlySet<number> = new Set();
  let waiting: {
    readonly chapters: readonly number[];
    readonly resolve: (held: boolean) => void;
    readonly cancel: () => void;
  }[] = [];
  let closed = false;

  const isHeld = (chapter: number): boolean => {
    const version = localState.tables.fact.get(id)?.chapters.find((one) => one.chapter === chapter)?.version ?? 0;
    return (
      version === 0 ||
      // More of it is not available.
      chapter < deps.directory.from(id) ||
      (localState.tables.document.get(chapterDocument(id, chapter))?.synced ?? 0) > 0 ||
      (chapters.get(chapter)?.index?.size() ?? 0) > 0
    );
  };
  const isSettled = (chapter: number): boolean =>
    chapters.has(chapter)
      ? isHeld(chapter) || !deps.reachable(id)
      : // Nothing of it comes until the facts name it.
        !deps.directory.hasChapter(id, chapter);

  const refresh = (): void => {
    const done = waiting.filter((one) => one.chapters.every(isSettled));
    if (done.length === 0) return;
    waiting = waiting.filter((one) => !done.includes(one));
    for (const one of done) {
      one.cancel();
      one.resolve(one.chapters.every(isHeld));
    }
  };

  const open = async (chapter: number): Promise<void> => {
    if (closed || chapters.has(chapter) || opening.has(chapter)) return;
    opening.add(chapter);
    try {
      const live = await pool.use(chapterDocument(id, chapter));
      if (closed || !kept.has(chapter)) return pool.release(live);
      live.openForWriting();
      chapters.set(chapter, live);
    } catch {
      // Unreadable: shown as not available, tried again with the next refresh.
    } finally {
      opening.delete(chapter);
      deps.changed(id);
      refresh();
    }
  };

  return {
    get: (chapter) => chapters.get(chapter),
    open: () => chapters,
    keep: (wanted) => {
      // Messages and pins of others may name any number; opening a chapter that nobody has would create it here.
      kept = new Set([...wanted].filter((chapter) => deps.directory.hasChapter(id, chapter)));
      for (const chapter of kept) void open(chapter);
      for (const [chapter, live] of chapters) {
        if (kept.has(chapter)) continue;
        chapters.delete(chapter);
        pool.release(live);
      }
    },
    isOpening: () => opening.size > 0,
    isHeld,
    isSettled,
    whenSettled: (wanted) =>
      new Promise((resolve) => {
        const cancel = deps.clock.setTimer(COMES_WITHIN, () => {
          waiting = waiting.filter((one) => one.resolve !== resolve);
          resolve(wanted.every((chapter) => chapters.has(chapter) && isHeld(chapter)));
        });
        waiting.push({ chapters: wanted, resolve, cancel });
        refresh();
      }),
    refresh,
    close: () => {
      closed = true;
      for (const live of chapters.values()) pool.release(live);
      chapters.clear();
      for (const one of waiting) {
        one.cancel();
        one.resolve(false);
      }
      waiting = [];
    },
  };
};
