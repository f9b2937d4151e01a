import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/**
 * What one account may know of the others' being there. Who is blocked goes on to see what they saw when they were; who
 * has not been answered yet sees nothing. Neither is told why: it looks like somebody who is not there.
 */
export interface Sight {
  /** Somebody blocks them: only then do conversations hold marks they are not told of. */
  readonly isKept: boolean;
  readonly blocks: (number: number) => boolean;
  /** Whether risen watermarks of somebody are news. @param unanswered of the conversation */
  readonly follows: (number: number, unanswered: number | null) => boolean;
  readonly seenAt: (number: number, seenAt: number | null) => number | null;
  readonly marks: (conversation: number, unanswered: number | null, number: number, now: Marks) => Marks;
}

export interface Marks {
  readonly delivered: number;
  readonly read: number;
}
const NONE: Marks = { delivered: 0, read: 0 };

export const createSight = (database: DatabaseSync): ((me: number) => Sight) => {
  const blockers = prepare<[number], { number: number; seen_at: number | null }>(
    database,
    'select blocker as number, seen_at from blocks where blocked = ? and active = 1',
  );
  const blocked = prepare<[number], { number: number }>(
    database,
    'select blocked as number from blocks where blocker = ? and active = 1',
  );
  const unanswering = prepare<[number, number], { number: number }>(
    database,
    `select unanswered as number from conversations where created_by = ? and unanswered is not null
     union select theirs.account from memberships mine join memberships theirs on theirs.conversation = mine.conversation
     where mine.account = ? and mine.removed_at is null and theirs.removed_at is null and theirs.asked_by is not null`,
  );
  const shared = prepare<[number, number], { one: 1 }>(
    database,
    `select 1 as one from memberships mine join memberships theirs on theirs.conversation = mine.conversation
     join conversations c on c.id = mine.conversation
     where mine.account = ? and theirs.account = ? and mine.removed_at is null and theirs.removed_at is null
       and mine.asked_by is null and theirs.asked_by is null and c.unanswered is null limit 1`,
  );
  const keptMarks = prepare<[number, number, number], Marks>(
    database,
    'select delivered, read from kept_marks where viewer = ? and account = ? and conversation = ?',
  );

  return (me) => {
    const theirs = new Map(blockers.all(me).map(({ number, seen_at }) => [number, seen_at]));
    const mine = new Set(blocked.all(me).map(({ number }) => number));
    const strangers = new Set(unanswering.all(me, me).map(({ number }) => number));
    return {
      isKept: theirs.size > 0,
      blocks: (number) => mine.has(number),
      follows: (number, unanswered) => number === me || (!theirs.has(number) && number !== unanswered),
      seenAt: (number, seenAt) => {
        if (number === me) return seenAt;
        const kept = theirs.get(number);
        if (kept !== undefined) return kept;
        return strangers.has(number) && shared.get(me, number) === undefined ? null : seenAt;
      },
      marks: (conversation, unanswered, number, now) => {
        if (number === me) return now;
        if (number === unanswered) return NONE;
        return theirs.has(number) ? (keptMarks.get(me, number, conversation) ?? NONE) : now;
      },
    };
  };
};
