import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { searchDatabase } from '../documents/database-names.ts';
import type { DocumentChanged } from '../documents/replica-document.ts';
import { createBackgroundReading } from './background-reading.ts';
import { createChapterEntries } from './chapter-entries.ts';
import { createChapterReader } from './chapter-reader.ts';
import { createIndexStore } from './index-store.ts';
import { isSearched, type KnownChapter, knownChapters } from './known-chapters.ts';
import type { IndexDeps } from './search-deps.ts';
import type { SearchedChapter } from './searched-chapter.ts';

/** Removed or changed text leaves the disk this soon; new messages are written later, together with the next ones. ms */
const AFTER_REMOVAL = 300;
const AFTER_ADDITION = 5_000;

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

export const createSearchIndex = (deps: IndexDeps): SearchIndex => {
  const { clock, directory } = deps;
  const { document } = deps.localState.tables;
  let isStopped = false;
  const entries = createChapterEntries(clock);
  const store = createIndexStore(deps.disk, searchDatabase(deps.userId), () => {
    for (const [, entry] of entries.all()) entry.mark = undefined;
    background.wake();
  });
  const reader = createChapterReader({ ...deps, isStopped: () => isStopped }, entries, store);
  const ready = store.load().then((kept) => {
    for (const [name, { mark, summary }] of kept) {
      const entry = entries.of(name);
      entry.summary ??= summary;
      if (!entry.isDirty) entry.mark ??= mark;
      else if (mark !== undefined) store.unmark(name);
    }
  });

  const chapters = (only: ConversationId | undefined): readonly KnownChapter[] =>
    knownChapters(deps, only === undefined ? directory.ids() : [only], {
      peek: reader.peek,
      isCurrent: reader.isCurrent,
      summaryOf: (name) => entries.get(name)?.summary,
    });

  const forgetOthers = (): void => {
    const searched = new Map<ConversationId, boolean>();
    const gone = [...entries.all()].flatMap(([name]) => {
      const address = parseDocumentName(name);
      if (address?.kind !== 'chapter' || !document.has(name)) return [name];
      const { conversationId: id } = address;
      if (!searched.has(id)) searched.set(id, isSearched(deps, id));
      return searched.get(id) === true ? [] : [name];
    });
    for (const name of gone) entries.delete(name);
    if (gone.length > 0) store.remove(gone);
  };
  /** Open ones first: nothing has to be opened for them. */
  const staleChapters = (): DocumentName[] => {
    const stale = chapters(undefined).filter(({ name, state }) => state === 'stale' && reader.isOpenable(name));
    const isOpen = ({ name }: KnownChapter): boolean => reader.peek(name) !== undefined;
    return [...stale.filter(isOpen), ...stale.filter((one) => !isOpen(one))].map(({ name }) => name);
  };
  /** Chapters to be read in the background. */
  let waiting: DocumentName[] = [];
  const background = createBackgroundReading(clock, async () => {
    await ready;
    forgetOthers();
    if (background.isBusy()) return true;
    if (waiting.length === 0) waiting = staleChapters();
    const next = waiting.shift();
    if (next === undefined) {
      reader.markAnew();
      return false;
    }
    if (document.has(next) && !reader.isCurrent(next)) await reader.readDocument(next);
    return true;
  });

  return {
    ready,
    chapters,
    read: async (name) => {
      await ready;
      return reader.read(name);
    },
    documentChanged: ({ live, messages }) => {
      if (live.address.kind !== 'chapter' || isStopped) return;
      background.later(reader.noteChange(live, messages) ? AFTER_REMOVAL : AFTER_ADDITION);
    },
    missed: (names) => {
      for (const name of names) {
        const entry = entries.of(name);
        entry.isDirty = true;
        reader.loseMark(name, entry);
      }
    },
    wake: background.wake,
    setBusy: background.setBusy,
    stop: async () => {
      isStopped = true;
      background.stop();
      entries.stop();
      await store.close();
    },
  };
};
