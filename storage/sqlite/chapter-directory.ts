import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

export interface ChapterRow {
  readonly full: number;
  readonly ranges: string;
  /** 1: takes no new messages. */
  readonly closed: number;
}

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
