import type { DocumentName } from '../../../shared/document/name.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { Disk, RecordStore } from '../ports.ts';
import { decodeChapter, decodeSummary, encodeChapter, encodeSummary } from './search-records.ts';
import { type ChapterSummary, type SearchedChapter, summarize } from './searched-chapter.ts';

/** One chapter as it is kept: `mark` says which state of the document it was made of. */
interface KeptChapter {
  readonly mark: string | undefined;
  readonly summary: ChapterSummary;
}

/** What is searched, on the disk: texts, summaries and marks, a record of each for every chapter. Nothing here rejects. */
export interface IndexStore {
  /** All but the texts, of those that are not damaged. */
  readonly load: () => Promise<ReadonlyMap<DocumentName, KeptChapter>>;
  /** undefined: gone or damaged. */
  readonly chapter: (name: DocumentName) => Promise<SearchedChapter | undefined>;
  /** Gives the summary that was written. */
  readonly put: (name: DocumentName, mark: string, chapter: SearchedChapter) => ChapterSummary;
  readonly mark: (name: DocumentName, mark: string) => void;
  /** The kept texts may hold what the chapter no longer has; should the device stop now, they are made again. */
  readonly unmark: (name: DocumentName) => void;
  readonly remove: (names: readonly DocumentName[]) => void;
  readonly close: () => Promise<void>;
}

const TEXT = 'text/';
const SUMMARY = 'summary/';
const MARK = 'mark/';
/** Parts of one chapter. */
const PARTS = [TEXT, SUMMARY, MARK];

/** @param onLost the browser emptied the database: nothing that was written is there */
export const createIndexStore = (disk: Disk, database: string, onLost: () => void): IndexStore => {
  let opening: Promise<RecordStore | undefined> | undefined;
  const store = (): Promise<RecordStore | undefined> => {
    opening ??= disk.openRecords(database).then(
      (opened) => {
        opened.watch({ all: () => [], ended: () => {}, restored: onLost });
        return opened;
      },
      () => {
        opening = undefined;
        return undefined;
      },
    );
    return opening;
  };
  const write = (put: readonly (readonly [string, unknown])[], remove: readonly string[] = []): void => {
    void store().then((opened) => opened?.write({ put, remove }));
  };
  const all = async (prefix: string): Promise<readonly (readonly [string, unknown])[]> =>
    (await (await store())?.getAll(prefix).catch(() => undefined)) ?? [];

  return {
    load: async () => {
      const [summaries, marks] = await Promise.all([all(SUMMARY), all(MARK)]);
      const marked = new Map(marks.map(([key, mark]) => [key.slice(MARK.length), mark]));
      const kept = new Map<DocumentName, KeptChapter>();
      const damaged: string[] = [];
      for (const [key, stored] of summaries) {
        const name = parseDocumentKey(key.slice(SUMMARY.length));
        const summary = decodeSummary(stored);
        const mark = marked.get(key.slice(SUMMARY.length));
        if (name === undefined || summary === undefined) damaged.push(key.slice(SUMMARY.length));
        else kept.set(name, { summary, mark: typeof mark === 'string' ? mark : undefined });
      }
      if (damaged.length > 0)
        write(
          [],
          damaged.flatMap((key) => PARTS.map((part) => part + key)),
        );
      return kept;
    },
    chapter: async (name) => decodeChapter(await (await store())?.get(TEXT + name).catch(() => undefined)),
    put: (name, mark, chapter) => {
      const summary = summarize(chapter);
      write([
        [TEXT + name, encodeChapter(chapter)],
        [SUMMARY + name, encodeSummary(summary)],
        [MARK + name, mark],
      ]);
      return summary;
    },
    mark: (name, mark) => write([[MARK + name, mark]]),
    unmark: (name) => write([], [MARK + name]),
    remove: (names) =>
      write(
        [],
        names.flatMap((name) => PARTS.map((part) => part + name)),
      ),
    close: async () => (await opening)?.close(),
  };
};
