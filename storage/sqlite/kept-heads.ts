import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/**
 * Who blocks the author of a conversation's newest message keeps the newest of the others as head. A row stands here as
 * long as that is so; calls belong into the caller's transaction.
 */
export const createKeptHeads = (database: DatabaseSync) => {
  const keepIfBlocked = prepare<[number, number, number]>(
    database,
    `insert or ignore into kept_heads (conversation, account, head_deleted)
     select id, ?, 0 from conversations where id = ? and head_by = ?`,
  );
  const dropIfNot = prepare<[number, number, number, number]>(
    database,
    `delete from kept_heads where conversation = ? and account = ? and not exists (
       select 1 from conversations c join blocks b on b.blocked = c.head_by
       where c.id = ? and b.blocker = ? and b.active = 1)`,
  );

  return {
    /** Somebody was blocked: what stands before their message is not known any more. */
    blocked: (conversation: number, blocker: number, blocked: number): void => {
      keepIfBlocked.run(blocker, conversation, blocked);
    },
    unblocked: (conversation: number, blocker: number): void => {
      dropIfNot.run(conversation, blocker, conversation, blocker);
    },
  };
};
