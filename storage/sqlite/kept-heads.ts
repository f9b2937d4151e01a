import type { DatabaseSync } from 'node:sqlite';
import type { ChapterEffects, Stamping } from '../ports.ts';
import { HEAD_COLUMNS, type HeadColumns, headOf } from './conversation-rows.ts';
import { type Head, headAfter } from './head.ts';
import { prepare } from './statement.ts';

/**
 * Who blocks the author of a conversation's newest message keeps the newest of the others as head. A row stands here as
 * long as that is so; calls belong into the caller's transaction.
 */
export const createKeptHeads = (database: DatabaseSync) => {
  const any = prepare<[number], { account: number } & HeadColumns>(
    database,
    `select account, ${HEAD_COLUMNS} from kept_heads where conversation = ?`,
  );
  const blockers = prepare<[number, number], { account: number }>(
    database,
    `select m.account from blocks b join memberships m on m.account = b.blocker
     where b.blocked = ? and b.active = 1 and m.conversation = ? and m.removed_at is null`,
  );
  const put = prepare<[number, number, Uint8Array | null, ...(number | null)[], string | null, number]>(
    database,
    `insert or replace into kept_heads (conversation, account, ${HEAD_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const drop = prepare<[number, number]>(database, 'delete from kept_heads where conversation = ? and account = ?');
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

  const keep = (conversation: number, account: number, head: Head | undefined): void => {
    put.run(
      conversation,
      account,
      head?.id ?? null,
      head?.chapter ?? null,
      head?.seq ?? null,
      head?.by ?? null,
      head?.at ?? null,
      head?.stampedAt ?? null,
      head?.text ?? null,
      head?.deleted ? 1 : 0,
    );
  };

  return {
    /** @param before the head that the effects replace */
    follow: (
      conversation: number,
      chapter: number,
      before: Head | undefined,
      effects: ChapterEffects,
      stamping: Stamping,
    ): void => {
      const author = effects.messages.at(-1)?.author;
      const hiding = new Set(
        author === undefined ? [] : blockers.all(author, conversation).map(({ account }) => account),
      );
      for (const { account, ...row } of any.all(conversation)) {
        if (author !== undefined && !hiding.delete(account)) drop.run(conversation, account);
        else {
          const head = headAfter(headOf(row), chapter, { ...effects, messages: [] }, [], stamping);
          keep(conversation, account, head);
        }
      }
      // They had the head itself until now.
      for (const account of hiding)
        keep(conversation, account, headAfter(before, chapter, { ...effects, messages: [] }, [], stamping));
    },
    /** Somebody was blocked: what stands before their message is not known any more. */
    blocked: (conversation: number, blocker: number, blocked: number): void => {
      keepIfBlocked.run(blocker, conversation, blocked);
    },
    unblocked: (conversation: number, blocker: number): void => {
      dropIfNot.run(conversation, blocker, conversation, blocker);
    },
  };
};
