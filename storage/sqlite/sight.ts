import type { DatabaseSync } from 'node:sqlite';
import { createSight, type Marks, type Sight } from '../rules/sight.ts';
import { prepare } from './statement.ts';

/** Loads what decides about one account's sight; the feed looks up the rest for those it shows. */
export const createSightReader = (database: DatabaseSync): ((me: number) => Sight) => {
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

  return (me) =>
    createSight({
      me,
      blockers: new Map(blockers.all(me).map(({ number, seen_at }) => [number, seen_at])),
      blocked: new Set(blocked.all(me).map(({ number }) => number)),
      unanswering: new Set(unanswering.all(me, me).map(({ number }) => number)),
      acquainted: { has: (account) => shared.get(me, account) !== undefined },
      keptMarks: (conversation, account) => keptMarks.get(me, account, conversation),
    });
};
