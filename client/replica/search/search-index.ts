import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { searchDatabase } from '../documents/database-names.ts';
import type { DocumentChanged, ReplicaDocument } from '../documents/replica-document.ts';
import type { DocumentRecord } from '../records.ts';
import { createIndexStore } from './index-store.ts';
import { isSearched, type KnownChapter, knownChapters } from './known-chapters.ts';
import type { IndexDeps } from './search-deps.ts';
import { type ChapterSummary, makeChapter, type SearchedChapter } from './searched-chapter.ts';
import { searchedMessage } from './searched-message.ts';

/** Removed or changed text leaves the disk this soon; new messages are written later, together with the next ones. ms */
const AFTER_REMOVAL = 300;
const AFTER_ADDITION = 5_000;
const WRITE_ADDITION_AFTER = 15_000;
/** Pause between two chapters that are read in the background, so that people do not notice it. ms */
const BETWEEN_CHAPTERS = 50;
const LOOK_AFTER = 1_000;
/** A chapter that cannot be opened is tried again after this. ms */
const OPEN_AGAIN = 60_000;
const BODIES_WITHIN = 1_000;
/** Texts that stay in memory, units, and how long after they were last searched, ms. */
const KEPT_SIZE = 16_000_000;
const KEPT_FOR = 60_000;

/** The texts of all chapters on this device, as they are searched: in memory while needed, and on the disk. */
export interface SearchIndex {
  readonly ready: Promise<void>;
  readonly chapters: (only: ConversationId | undefined) => readonly KnownChapter[];
  /** The chapter as it is now; undefined: it cannot be read. */
  readonly read: (name: DocumentName) => Promise<SearchedChapter | undefined>;
  readonly documentChanged: (change: Pick<DocumentChanged, 'live' | 'messages'>) => void;
  /** Documents that changed while nobody listened. */
  readonly missed: (names: Iterable<DocumentName>) => void;
  /** Something may have come, gone or changed. */
  readonly wake: () => void;
  /** While somebody searches, nothing is read in the background. */
  readonly setBusy: (busy: boolean) => void;
  readonly stop: () => Promise<void>;
}

interface Entry {
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

/** Which state of a document a chapter was made of. */
const markOf = ({ generation, epoch, synced, unsent }: DocumentRecord): string =>
  [generation, epoch, synced, unsent].join(' ');

const chapterFrom = (messages: readonly ChapterMessage[], me: number): SearchedChapter =>
  makeChapter(
    messages.flatMap((message) => searchedMessage(message, me) ?? []),
    messages.filter(({ unopened }) => unopened !== undefined).length,
  );
const isSame = (a: SearchedChapter, b: SearchedChapter): boolean =>
  a.unopened === b.unopened &&
  a.messages.length === b.messages.length &&
  a.messages.every((one, i) => {
    const other = b.messages[i];
    return (
      one.text === other?.text &&
      one.seq === other.seq &&
      one.flags === other.flags &&
      one.at === other.at &&
      one.due === other.due &&
      one.id === other.id
    );
  });

export const createSearchIndex = (deps: IndexDeps): SearchIndex => {
  const { clock, directory, localState, me, pool } = deps;
  const { document } = localState.tables;
  const entries = new Map<DocumentName, Entry>();
  /** Open documents that were read since they changed. */
  const fresh = new WeakSet<ReplicaDocument>();
  const notBefore = new Map<DocumentName, number>();
  let isStopped = false;
  let isBusy = false;
  let isLooking = false;
  /** Chapters to be read in the background. */
  let waiting: DocumentName[] = [];
  let nextLook: { readonly at: number; readonly cancel: () => void } | undefined;
  let cancelDrop: (() => void) | undefined;

  const entryOf = (name: DocumentName): Entry => {
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
  };
  const store = createIndexStore(deps.disk, searchDatabase(deps.userId), () => {
    for (const entry of entries.values()) entry.mark = undefined;
    wake();
  });
  const ready = store.load().then((kept) => {
    for (const [name, { mark, summary }] of kept) {
      const entry = entryOf(name);
      entry.summary ??= summary;
      if (!entry.isDirty) entry.mark ??= mark;
      else if (mark !== undefined) store.unmark(name);
    }
  });
  /** A document that is open, with its messages. */
  const peek = (name: DocumentName): ReplicaDocument | undefined => {
    const live = pool.peek(name);
    return live?.index === undefined || !live.store.isLoaded() ? undefined : live;
  };
  const isOpenable = (name: DocumentName): boolean => (notBefore.get(name) ?? 0) <= clock.monotonic();

  // ------------------------------------------------------------------------ memory

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
    if (loaded.some(({ chapter }) => chapter !== undefined)) dropLater(KEPT_FOR);
  };
  const dropLater = (ms: number): void => {
    if (!isStopped) cancelDrop ??= clock.setTimer(ms, dropUnused);
  };
  let held = 0;
  const hold = (entry: Entry, chapter: SearchedChapter): SearchedChapter => {
    if (entry.chapter !== chapter) held += chapter.size;
    entry.chapter = chapter;
    entry.usedAt = clock.monotonic();
    if (held > KEPT_SIZE) {
      held = 0;
      cancelDrop?.();
      dropUnused();
    } else dropLater(KEPT_FOR);
    return chapter;
  };

  // ------------------------------------------------------------------ from documents

  const save = (name: DocumentName, entry: Entry): void => {
    entry.cancelWrite?.();
    entry.cancelWrite = undefined;
    const record = document.get(name);
    const live = peek(name);
    if (entry.isDirty && live !== undefined) refresh(live, entry);
    if (entry.chapter === undefined || entry.isDirty || record === undefined || isStopped) return;
    entry.mark = markOf(record);
    entry.summary = store.put(name, entry.mark, entry.chapter);
  };
  function refresh(live: ReplicaDocument, entry: Entry): SearchedChapter {
    entry.isDirty = false;
    fresh.add(live);
    return hold(entry, chapterFrom(live.index?.messages() ?? [], me));
  }
  /** Reads an open document again, and has the disk follow. */
  const takeIn = (live: ReplicaDocument): SearchedChapter => {
    const { name } = live;
    const entry = entryOf(name);
    const before = entry.chapter;
    const isWhole = entry.summary !== undefined && entry.mark !== undefined && before !== undefined;
    const chapter = refresh(live, entry);
    if (isWhole && isSame(before, chapter)) {
      const mark = markOf(live.record);
      if (entry.cancelWrite === undefined && entry.mark !== mark) {
        entry.mark = mark;
        store.mark(name, mark);
      }
    } else if (isWhole) entry.cancelWrite ??= clock.setTimer(WRITE_ADDITION_AFTER, () => save(name, entry));
    else save(name, entry);
    return chapter;
  };
  /** As `takeIn`, and compares with the disk first, so that what it has already is not written again. */
  const settle = async (live: ReplicaDocument): Promise<SearchedChapter> => {
    const entry = entryOf(live.name);
    if (entry.chapter === undefined && entry.summary !== undefined && entry.mark !== undefined) {
      const kept = await store.chapter(live.name);
      if (kept !== undefined) entry.chapter ??= kept;
    }
    return takeIn(live);
  };
  const readDocument = async (name: DocumentName): Promise<SearchedChapter | undefined> => {
    if (!isOpenable(name)) return undefined;
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) {
      notBefore.set(name, clock.monotonic() + OPEN_AGAIN);
      return undefined;
    }
    try {
      await live.bodies.settled(BODIES_WITHIN);
      if (live.index !== undefined && live.store.isLoaded()) return isStopped ? undefined : await settle(live);
      notBefore.set(name, clock.monotonic() + OPEN_AGAIN);
      return undefined;
    } finally {
      pool.leave(live);
    }
  };

  const isCurrent = (name: DocumentName): boolean => {
    const entry = entries.get(name);
    if (entry?.summary === undefined || entry.isDirty) return false;
    const live = peek(name);
    const record = document.get(name);
    return live === undefined ? record !== undefined && entry.mark === markOf(record) : fresh.has(live);
  };
  const chapters = (only: ConversationId | undefined): readonly KnownChapter[] =>
    knownChapters(deps, only === undefined ? directory.ids() : [only], {
      peek,
      isCurrent,
      summaryOf: (name) => entries.get(name)?.summary,
    });

  // ---------------------------------------------------------------------- background

  const forgetOthers = (): void => {
    const searched = new Map<ConversationId, boolean>();
    const gone = [...entries.keys()].filter((name) => {
      const address = parseDocumentName(name);
      if (address?.kind !== 'chapter' || !document.has(name)) return true;
      const { conversationId: id } = address;
      if (!searched.has(id)) searched.set(id, isSearched(deps, id));
      return searched.get(id) !== true;
    });
    for (const name of gone) {
      entries.get(name)?.cancelWrite?.();
      entries.delete(name);
    }
    if (gone.length > 0) store.remove(gone);
  };
  /** Open ones first: nothing has to be opened for them. */
  const staleChapters = (): DocumentName[] => {
    const stale = chapters(undefined).filter(({ name, state }) => state === 'stale' && isOpenable(name));
    const isOpen = ({ name }: KnownChapter): boolean => peek(name) !== undefined;
    return [...stale.filter(isOpen), ...stale.filter((one) => !isOpen(one))].map(({ name }) => name);
  };
  /** Reads one stale chapter. Returns whether there may be more. */
  const lookOnce = async (): Promise<boolean> => {
    await ready;
    forgetOthers();
    if (isBusy) return true;
    if (waiting.length === 0) waiting = staleChapters();
    const next = waiting.shift();
    if (next === undefined) {
      for (const [name, entry] of entries) markAnew(name, entry);
      return false;
    }
    const live = peek(next);
    if (!document.has(next) || isCurrent(next)) return true;
    if (live !== undefined) await settle(live);
    else await readDocument(next);
    return true;
  };
  /** The document went on to another state without saying anything else. */
  const markAnew = (name: DocumentName, entry: Entry): void => {
    const live = peek(name);
    if (live === undefined || !fresh.has(live) || entry.isDirty || entry.cancelWrite !== undefined) return;
    const mark = markOf(live.record);
    if (entry.mark === undefined || entry.mark === mark) return;
    entry.mark = mark;
    store.mark(name, mark);
  };
  const look = async (): Promise<void> => {
    nextLook = undefined;
    if (isStopped || isLooking) return;
    isLooking = true;
    const isMore = await lookOnce().finally(() => {
      isLooking = false;
    });
    if (isMore) lookLater(isBusy ? LOOK_AFTER : BETWEEN_CHAPTERS);
  };
  const lookLater = (ms: number): void => {
    const at = clock.monotonic() + ms;
    if (isStopped || (nextLook !== undefined && nextLook.at <= at)) return;
    nextLook?.cancel();
    nextLook = { at, cancel: clock.setTimer(ms, () => void look()) };
  };
  function wake(): void {
    lookLater(LOOK_AFTER);
  }

  /** Whether the kept texts hold something that the chapter no longer has. */
  const hasLost = (live: ReplicaDocument, entry: Entry, messages: ReadonlySet<MessageId> | undefined): boolean => {
    if (messages === undefined || entry.chapter === undefined) return true;
    return entry.chapter.messages.some(({ id, text }) => {
      if (!messages.has(id as MessageId)) return false;
      const now = live.index?.get(id as MessageId);
      return now === undefined || searchedMessage(now, me)?.text !== text;
    });
  };
  const loseMark = (name: DocumentName, entry: Entry): void => {
    if (entry.mark !== undefined) store.unmark(name);
    entry.mark = undefined;
  };

  return {
    ready,
    chapters,
    read: async (name) => {
      await ready;
      const entry = entryOf(name);
      const live = peek(name);
      if (live !== undefined)
        return fresh.has(live) && entry.chapter !== undefined ? hold(entry, entry.chapter) : takeIn(live);
      const record = document.get(name);
      if (record !== undefined && !entry.isDirty && entry.mark === markOf(record)) {
        const chapter = entry.chapter ?? (await store.chapter(name));
        if (chapter !== undefined) return hold(entry, chapter);
        // Damaged: it is made again.
        loseMark(name, entry);
      }
      return record === undefined ? undefined : readDocument(name);
    },
    documentChanged: ({ live, messages }) => {
      if (live.address.kind !== 'chapter' || isStopped) return;
      const entry = entryOf(live.name);
      const isLost = hasLost(live, entry, messages);
      entry.isDirty = true;
      fresh.delete(live);
      if (isLost) loseMark(live.name, entry);
      lookLater(isLost ? AFTER_REMOVAL : AFTER_ADDITION);
    },
    missed: (names) => {
      for (const name of names) {
        const entry = entryOf(name);
        entry.isDirty = true;
        loseMark(name, entry);
      }
    },
    wake,
    setBusy: (busy) => {
      isBusy = busy;
      if (!busy) wake();
    },
    stop: async () => {
      isStopped = true;
      nextLook?.cancel();
      cancelDrop?.();
      for (const entry of entries.values()) entry.cancelWrite?.();
      await store.close();
    },
  };
};
