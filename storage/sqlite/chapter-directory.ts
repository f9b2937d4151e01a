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

/** The chapter directory: which version each chapter is at and which seqs it holds. A full chapter stays full. */
export const createChapterDirectory = (database: DatabaseSync) => {
  const find = prepare<[number, number], { full: number; ranges: string }>(
    database,
    'select full, ranges from chapters where conversation = ? and chapter = ?',
  );
  const add = prepare<[number, number, number, number, string, number]>(
    database,
    'insert into chapters values (?, ?, ?, ?, ?, ?)',
  );
  const change = prepare<[number, number, string, number, number, number]>(
    database,
    'update chapters set version = ?, full = ?, ranges = ?, changed = ? where conversation = ? and chapter = ?',
  );
  return {
    put: (conversation: number, chapter: number, { version, full, seqs, changed }: ChapterChange): void => {
      const before = find.get(conversation, chapter);
      const text = before?.ranges ?? '[]';
      const ranges = seqs === undefined ? text : JSON.stringify(addRange(parseRanges(text), ...seqs));
      const fullNow = full || before?.full === 1 ? 1 : 0;
      if (before === undefined) add.run(conversation, chapter, version, fullNow, ranges, changed);
      else change.run(version, fullNow, ranges, changed, conversation, chapter);
    },
  };
};
