import type { DatabaseSync } from 'node:sqlite';
import { addRange, type Ranges } from './chapter-ranges.ts';
import { prepare } from './statement.ts';

export interface ChapterChange {
  readonly version: number;
  readonly full: boolean;
  /** First and last seq of the messages added; undefined when there are none. */
  readonly seqs: readonly [number, number] | undefined;
  readonly changed: number;
}

/** What `put` wrote, read back. */
export const parseRanges = (text: string): Ranges => JSON.parse(text) as Ranges;

export interface ChapterRow {
  readonly full: number;
  readonly ranges: string;
  /** 1: takes no new messages. */
  readonly closed: number;
}

/** Whether a chapter may hold a seq: ranges may name more than it holds. */
export const mayHold = (row: ChapterRow | undefined, seq: number): boolean =>
  row !== undefined && parseRanges(row.ranges).some(([first, last]) => first <= seq && seq <= last);

/** The chapter directory: which version each chapter is at and which seqs it holds. A full chapter stays full. */
export const createChapterDirectory = (database: DatabaseSync) => {
  const find = prepare<[number, number], ChapterRow>(
    database,
    'select full, ranges, closed from chapters where conversation = ? and chapter = ?',
  );
  const add = prepare<[number, number, number, number, string, number]>(
    database,
    'insert into chapters (conversation, chapter, version, full, ranges, changed) values (?, ?, ?, ?, ?, ?)',
  );
  const change = prepare<[number, number, string, number, number, number]>(
    database,
    'update chapters set version = ?, full = ?, ranges = ?, changed = ? where conversation = ? and chapter = ?',
  );
  const closeBelow = prepare<[number, number, number]>(
    database,
    'update chapters set full = 1, closed = 1, changed = ? where conversation = ? and chapter < ? and closed = 0',
  );
  const markFull = prepare<[number, number, number]>(
    database,
    'update chapters set full = 1, changed = ? where conversation = ? and chapter = ? and full = 0',
  );
  return {
    find: (conversation: number, chapter: number): ChapterRow | undefined => find.get(conversation, chapter),
    /** @param before what `find` gives in the same transaction */
    put: (
      conversation: number,
      chapter: number,
      before: ChapterRow | undefined,
      { version, full, seqs, changed }: ChapterChange,
    ): void => {
      const text = before?.ranges ?? '[]';
      const ranges = seqs === undefined ? text : JSON.stringify(addRange(parseRanges(text), ...seqs));
      const fullNow = full || before?.full === 1 ? 1 : 0;
      if (before === undefined) add.run(conversation, chapter, version, fullNow, ranges, changed);
      else change.run(version, fullNow, ranges, changed, conversation, chapter);
    },
    /** Nothing was written, and the next chapter may be opened all the same. */
    markFull: (conversation: number, chapter: number, changed: number): void => {
      if (find.get(conversation, chapter) === undefined) add.run(conversation, chapter, 0, 1, '[]', changed);
      else markFull.run(changed, conversation, chapter);
    },
    /** The page is turned: chapters before this one take no new messages, and this one is there. */
    openFrom: (conversation: number, chapter: number, changed: number): void => {
      closeBelow.run(changed, conversation, chapter);
      if (find.get(conversation, chapter) === undefined) add.run(conversation, chapter, 0, 0, '[]', changed);
    },
  };
};
