import type { DocumentName } from '../../../shared/document/name.ts';
import type { Clock } from '../ports.ts';
import type { ChapterSummary, SearchedChapter } from './searched-chapter.ts';

/** Texts that stay in memory, units, and how long after they were last searched, ms. */
const KEPT_SIZE = 16_000_000;
const KEPT_FOR = 60_000;

/** What the index knows of one chapter. */
export interface Entry {
  /** The state of the document that the disk has; undefined: what it has may be wrong. */
  mark: string | undefined;
  summary: ChapterSummary | undefined;
  /** The chapter as it was last read. */
  chapter: SearchedChapter | undefined;
  usedAt: number;
  /** The document changed since. */
  isDirty: boolean;
  cancelWrite: (() => void) | undefined;
}

/** The entries of all chapters, and in memory the texts of those that were searched last. */
export interface ChapterEntries {
  readonly get: (name: DocumentName) => Entry | undefined;
  /** Makes an empty entry where there is none. */
  readonly of: (name: DocumentName) => Entry;
  readonly all: () => Iterable<readonly [DocumentName, Entry]>;
  readonly delete: (name: DocumentName) => void;
  /** Keeps the chapter in memory, as used just now. */
  readonly hold: (entry: Entry, chapter: SearchedChapter) => SearchedChapter;
  readonly stop: () => void;
}

export const createChapterEntries = (clock: Clock): ChapterEntries => {
  const entries = new Map<DocumentName, Entry>();
  let isStopped = false;
  let cancelDrop: (() => void) | undefined;
  /** Units that were added since the last time something was dropped. */
  let held = 0;

  const dropUnused = (): void => {
    cancelDrop = undefined;
    const loaded = [...entries.values()].filter(({ chapter }) => chapter !== undefined);
    loaded.sort((a, b) => b.usedAt - a.usedAt);
    let size = 0;
    for (const entry of loaded) {
      size += entry.chapter?.size ?? 0;
      const isOld = clock.monotonic() - entry.usedAt >= KEPT_FOR;
      if ((isOld || size > KEPT_SIZE) && entry.cancelWrite === undefined) entry.chapter = undefined;
    }
    if (loaded.some(({ chapter }) => chapter !== undefined)) dropLater();
  };
  const dropLater = (): void => {
    if (!isStopped) cancelDrop ??= clock.setTimer(KEPT_FOR, dropUnused);
  };

  return {
    get: (name) => entries.get(name),
    of: (name) => {
      const known = entries.get(name);
      if (known !== undefined) return known;
      const made: Entry = {
        mark: undefined,
        summary: undefined,
        chapter: undefined,
        usedAt: 0,
        isDirty: false,
        cancelWrite: undefined,
      };
      entries.set(name, made);
      return made;
    },
    all: () => entries,
    delete: (name) => {
      entries.get(name)?.cancelWrite?.();
      entries.delete(name);
    },
    hold: (entry, chapter) => {
      if (entry.chapter !== chapter) held += chapter.size;
      entry.chapter = chapter;
      entry.usedAt = clock.monotonic();
      if (held > KEPT_SIZE) {
        held = 0;
        cancelDrop?.();
        dropUnused();
      } else dropLater();
      return chapter;
    },
    stop: () => {
      isStopped = true;
      cancelDrop?.();
      for (const entry of entries.values()) entry.cancelWrite?.();
    },
  };
};
