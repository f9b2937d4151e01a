import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/** Rises kept of each member and kind; of older messages the time of the oldest kept rise is told, which is later. */
const KEPT = 500;

export type ReceiptKind = 'delivered' | 'read';
const NUMBER = { delivered: 0, read: 1 } as const;

/** When watermarks rose. Calls belong into the caller's transaction. */
export const createReceiptLog = (database: DatabaseSync) => {
  const insert = prepare<[number, number, number, number, number]>(
    database,
    'insert or ignore into receipt_log values (?, ?, ?, ?, ?)',
  );
  const insertIfBehind = prepare<[number, number, number, number, number, number]>(
    database,
    `insert or ignore into receipt_log select conversation, account, 1, ?, ? from memberships
     where conversation = ? and account = ? and removed_at is null and read < ? and ? > 0`,
  );
  const prune = prepare<[number, number, number, number, number, number]>(
    database,
    `delete from receipt_log where conversation = ? and account = ? and kind = ? and seq < (
       select seq from receipt_log where conversation = ? and account = ? and kind = ?
       order by seq desc limit 1 offset ${KEPT - 1})`,
  );
  const shorten = (conversation: number, account: number, kind: 0 | 1) =>
    prune.run(conversation, account, kind, conversation, account, kind);

  return {
    add: (conversation: number, account: number, kind: ReceiptKind, seq: number, at: number): void => {
      insert.run(conversation, account, NUMBER[kind], seq, at);
      shorten(conversation, account, NUMBER[kind]);
    },
    /** Who writes has read up to `seq`. Call before their watermark is raised; does nothing for those who had. */
    addByWriting: (conversation: number, account: number, seq: number, at: number): void => {
      if (insertIfBehind.run(seq, at, conversation, account, seq, seq) > 0) shorten(conversation, account, NUMBER.read);
    },
  };
};
