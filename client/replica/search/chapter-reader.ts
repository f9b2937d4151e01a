import type { DocumentName } from '../../../shared/document/name.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { DocumentRecord } from '../records.ts';
import type { ChapterEntries, Entry } from './chapter-entries.ts';
import type { IndexStore } from './index-store.ts';
import type { IndexDeps } from './search-deps.ts';
import { makeChapter, type SearchedChapter } from './searched-chapter.ts';
import { searchedMessage } from './searched-message.ts';

const WRITE_ADDITION_AFTER = 15_000;
/** A chapter that cannot be opened is tried again after this. ms */
const OPEN_AGAIN = 60_000;
const BODIES_WITHIN = 1_000;

/** Reads chapters out of their documents, and has the store follow. */
export interface ChapterReader {
  /** A document that is open, with its messages. */
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  /** Whether the entry says what the document says. */
  readonly isCurrent: (name: DocumentName) => boolean;
  /** False for a while after the document could not be opened. */
  readonly isOpenable: (name: DocumentName) => boolean;
  /** The chapter as it is now, from wherever it is read soonest; undefined: it cannot be read. */
  readonly read: (name: DocumentName) => Promise<SearchedChapter | undefined>;
  /** Reads the document again, also where the store has the chapter. */
  readonly readDocument: (name: DocumentName) => Promise<void>;
  /** Returns whether something that was kept has left the chapter. */
  readonly noteChange: (live: ReplicaDocument, messages: ReadonlySet<MessageId> | undefined) => boolean;
  /** Documents that went on to another state without saying anything else. */
  readonly markAnew: () => void;
  /** What the store has of the chapter may be wrong. */
  readonly loseMark: (name: DocumentName, entry: Entry) => void;
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

export const createChapterReader = (
  deps: Pick<IndexDeps, 'clock' | 'localState' | 'me' | 'pool'> & { readonly isStopped: () => boolean },
  entries: ChapterEntries,
  store: IndexStore,
): ChapterReader => {
  const { clock, me, pool, isStopped } = deps;
  const { document } = deps.localState.tables;
  /** Open documents that were read since they changed. */
  const fresh = new WeakSet<ReplicaDocument>();
  const notBefore = new Map<DocumentName, number>();

  const peek = (name: DocumentName): ReplicaDocument | undefined => {
    const live = pool.peek(name);
    return live?.index === undefined || !live.store.isLoaded() ? undefined : live;
  };
  const isOpenable = (name: DocumentName): boolean => (notBefore.get(name) ?? 0) <= clock.monotonic();
  const loseMark = (name: DocumentName, entry: Entry): void => {
    if (entry.mark !== undefined) store.unmark(name);
    entry.mark = undefined;
  };

  const refresh = (live: ReplicaDocument, entry: Entry): SearchedChapter => {
    entry.isDirty = false;
    fresh.add(live);
    return entries.hold(entry, chapterFrom(live.index?.messages() ?? [], me));
  };
  const save = (name: DocumentName, entry: Entry): void => {
    entry.cancelWrite?.();
    entry.cancelWrite = undefined;
    const record = document.get(name);
    const live = peek(name);
    if (entry.isDirty && live !== undefined) refresh(live, entry);
    if (entry.chapter === undefined || entry.isDirty || record === undefined || isStopped()) return;
    entry.mark = markOf(record);
    entry.summary = store.put(name, entry.mark, entry.chapter);
  };
  /** Reads an open document again, and has the disk follow. */
  const takeIn = (live: ReplicaDocument): SearchedChapter => {
    const { name } = live;
    const entry = entries.of(name);
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
    const entry = entries.of(live.name);
    if (entry.chapter === undefined && entry.summary !== undefined && entry.mark !== undefined) {
      const kept = await store.chapter(live.name);
      if (kept !== undefined) entry.chapter ??= kept;
    }
    return takeIn(live);
  };
  const openAndRead = async (name: DocumentName): Promise<SearchedChapter | undefined> => {
    if (!isOpenable(name)) return undefined;
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) {
      notBefore.set(name, clock.monotonic() + OPEN_AGAIN);
      return undefined;
    }
    try {
      await live.bodies.settled(BODIES_WITHIN);
      if (live.index !== undefined && live.store.isLoaded()) return isStopped() ? undefined : await settle(live);
      notBefore.set(name, clock.monotonic() + OPEN_AGAIN);
      return undefined;
    } finally {
      pool.leave(live);
    }
  };

  /** Whether the kept texts hold something that the chapter no longer has. */
  const hasLost = (live: ReplicaDocument, entry: Entry, messages: ReadonlySet<MessageId> | undefined): boolean => {
    if (messages === undefined || entry.chapter === undefined) return true;
    return entry.chapter.messages.some(({ id, text }) => {
      if (!messages.has(id as MessageId)) return false;
      const now = live.index?.get(id as MessageId);
      return now === undefined || searchedMessage(now, me)?.text !== text;
    });
  };

  return {
    peek,
    isOpenable,
    loseMark,
    isCurrent: (name) => {
      const entry = entries.get(name);
      if (entry?.summary === undefined || entry.isDirty) return false;
      const live = peek(name);
      const record = document.get(name);
      return live === undefined ? record !== undefined && entry.mark === markOf(record) : fresh.has(live);
    },
    read: async (name) => {
      const entry = entries.of(name);
      const live = peek(name);
      if (live !== undefined)
        return fresh.has(live) && entry.chapter !== undefined ? entries.hold(entry, entry.chapter) : takeIn(live);
      const record = document.get(name);
      if (record !== undefined && !entry.isDirty && entry.mark === markOf(record)) {
        const chapter = entry.chapter ?? (await store.chapter(name));
        if (chapter !== undefined) return entries.hold(entry, chapter);
        // Damaged: it is made again.
        loseMark(name, entry);
      }
      return record === undefined ? undefined : openAndRead(name);
    },
    readDocument: async (name) => {
      const live = peek(name);
      await (live === undefined ? openAndRead(name) : settle(live));
    },
    noteChange: (live, messages) => {
      const entry = entries.of(live.name);
      const isLost = hasLost(live, entry, messages);
      entry.isDirty = true;
      fresh.delete(live);
      if (isLost) loseMark(live.name, entry);
      return isLost;
    },
    markAnew: () => {
      for (const [name, entry] of entries.all()) {
        const live = peek(name);
        if (live === undefined || !fresh.has(live) || entry.isDirty || entry.cancelWrite !== undefined) continue;
        const mark = markOf(live.record);
        if (entry.mark === undefined || entry.mark === mark) continue;
        entry.mark = mark;
        store.mark(name, mark);
      }
    },
  };
};
