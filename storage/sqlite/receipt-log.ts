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
  };
};
