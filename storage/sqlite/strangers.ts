import type { DatabaseSync } from 'node:sqlite';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { ConversationRow } from './conversation-rows.ts';
import { prepare } from './statement.ts';

/** What writing means between people who do not know each other, or of whom one blocks the other. */
export const createStrangers = (database: DatabaseSync) => {
  const said = prepare<[number], { count: number }>(
    database,
    `select count(*) as count from (select 1 from stamps where conversation = ? limit ${LIMITS.unansweredMessages})`,
  );
  const answered = prepare<[number]>(database, 'update conversations set unanswered = null where id = ?');
  const tellSeen = prepare<[number, number]>(database, 'update accounts set seen_changed = ? where number = ?');
  const keepMarks = prepare<[number, number, number, number]>(
    database,
    `insert into kept_marks (viewer, account, conversation, delivered, read)
     select blocked, blocker, ?, ?, ? from blocks where blocker = ? and active = 1
     on conflict do update set delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)`,
  );

  return {
    /** Deleted ones count: who does not answer is not to be flooded. */
    mayWrite: ({ id, unanswered }: ConversationRow, writer: number | undefined, messages: number): boolean =>
      unanswered === null ||
      unanswered === writer ||
      (said.get(id)?.count ?? 0) + messages <= LIMITS.unansweredMessages,
    /**
     * Writing is an answer. It also shows that one was there, and has what stands above: also to whom one blocks, who
     * would else notice that somebody writes without ever receiving.
     */
    wrote: ({ id, seq, unanswered }: ConversationRow, author: number, changed: number): void => {
      if (unanswered === author) {
        answered.run(id);
        tellSeen.run(changed, author);
      }
      keepMarks.run(id, seq, seq, author);
    },
  };
};
