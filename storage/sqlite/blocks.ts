import type { Accounts } from '../ports/accounts.ts';
import type { Blocks } from '../ports/blocks.ts';
import type { Connection, TakeChange } from './connection.ts';
import { createKeptHeads } from './kept-heads.ts';
import { createSight } from './sight.ts';
import { prepare } from './statement.ts';

/** Strangers and who is blocked: what one person decides about another, of which the other is never told. */
export const createBlocks = ({
  database,
  kysely,
  queries,
  read,
  write,
}: Connection): Omit<Blocks, 'acceptStranger'> => {
  const heads = createKeptHeads(database);
  const sightOf = createSight(database);
  const known = prepare<[number, number], { active: 0 | 1; at: number }>(
    database,
    'select active, at from blocks where blocker = ? and blocked = ?',
  );
  const put = prepare<[number, number, number, number, number | null, number]>(
    database,
    'insert or replace into blocks (blocker, blocked, active, at, seen_at, changed) values (?, ?, ?, ?, ?, ?)',
  );
  const postpone = prepare<[number, number, number]>(
    database,
    'update blocks set at = ? where blocker = ? and blocked = ?',
  );
  const shared = prepare<[number, number], { conversation: number }>(
    database,
    `select mine.conversation from memberships mine join memberships theirs on theirs.conversation = mine.conversation
     where mine.account = ? and theirs.account = ? and mine.removed_at is null and theirs.removed_at is null`,
  );
  const keepMarks = prepare<[number, number]>(
    database,
    `insert or replace into kept_marks (viewer, account, conversation, delivered, read)
     select theirs.account, mine.account, c.id, case when unanswered = mine.account or mine.asked_by is not null then 0 else mine.delivered end,
       case when unanswered = mine.account or mine.asked_by is not null then 0 else mine.read end
     from memberships mine join memberships theirs on theirs.conversation = mine.conversation
     join conversations c on c.id = mine.conversation where mine.account = ? and theirs.account = ?`,
  );
  const dropMarks = prepare<[number, number]>(database, 'delete from kept_marks where viewer = ? and account = ?');
  /** Groups of the first into which the second asks to be let. */
  const askedIn = prepare<[number, number], { conversation: number }>(
    database,
    `select r.conversation from join_requests r join memberships mine on mine.conversation = r.conversation
     where mine.account = ? and r.account = ? and mine.removed_at is null`,
  );
  const tellOwn = prepare<[number, number, number]>(
    database,
    'update memberships set own_changed = ? where account = ? and conversation = ?',
  );
  /** Groups into which a blocked person put the account were kept from it: they are new to its devices. */
  const tellAsked = prepare<[number, number, number, number]>(
    database,
    'update memberships set joined = ?, changed = ? where account = ? and conversation = ? and asked_by is not null',
  );
  const tellMarks = prepare<[number, number, number]>(
    database,
    'update memberships set marks_changed = ? where account = ? and conversation = ?',
  );
  const tellConversation = prepare<[number, number]>(
    database,
    'update conversations set marks_changed = ? where id = ?',
  );
  const tellSeen = prepare<[number, number]>(database, 'update accounts set seen_changed = ? where number = ?');
  const blockedBy = prepare<[number], { number: number }>(
    database,
    'select blocked as number from blocks where blocker = ? and active = 1',
  );
  const blockersOf = prepare<[number], { number: number }>(
    database,
    'select blocker as number from blocks where blocked = ? and active = 1',
  );

  const accountOf = (userId: string) =>
    queries.first(
      kysely
        .selectFrom('accounts')
        .select(['number', 'seen_at', 'hide_seen'])
        .where('user_id', '=', userId as Parameters<Accounts['account']>[0]),
    );

  /** What others are told of an account again, in one conversation. */
  const showMarks = (account: number, conversation: number, changed: number): void => {
    tellMarks.run(changed, account, conversation);
    tellConversation.run(changed, conversation);
  };

  return {
    setBlock: (userId, other, on, at) =>
      write((takeChange: TakeChange) => {
        const blocker = accountOf(userId);
        const blocked = accountOf(other);
        if (blocker === undefined || blocked === undefined || blocker.number === blocked.number) return 'unknown';
        const before = known.get(blocker.number, blocked.number);
        // Decided on two devices: the later decision stands; of two at once, the block.
        if (before !== undefined && (before.at > at || (before.at === at && !on))) return 'same';
        if ((before?.active === 1) === on) {
          if (before !== undefined) postpone.run(at, blocker.number, blocked.number);
          return 'same';
        }
        const seenAt = on ? sightOf(blocked.number).seenAt(blocker.number, blocker.seen_at) : null;
        put.run(blocker.number, blocked.number, on ? 1 : 0, at, seenAt, takeChange());
        if (on) keepMarks.run(blocker.number, blocked.number);
        else dropMarks.run(blocked.number, blocker.number);
        for (const { conversation } of shared.all(blocker.number, blocked.number)) {
          const changed = takeChange();
          if (on) {
            heads.blocked(conversation, blocker.number, blocked.number);
          } else {
            heads.unblocked(conversation, blocker.number);
            tellAsked.run(changed, changed, blocker.number, conversation);
            showMarks(blocker.number, conversation, changed);
          }
          // Their own counts and head are others now.
          tellOwn.run(changed, blocker.number, conversation);
        }
        for (const { conversation } of askedIn.all(blocker.number, blocked.number))
          tellOwn.run(takeChange(), blocker.number, conversation);
        if (!on) tellSeen.run(takeChange(), blocker.number);
        return 'changed';
      }),
    unseenBy: (userId) =>
      read(() => {
        const number = accountOf(userId)?.number ?? 0;
        return new Set([...blockedBy.all(number), ...blockersOf.all(number)].map((row) => row.number));
      }),
  };
};
