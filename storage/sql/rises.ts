import { deleteRows, insertRows, type RowWrite, rowWrite } from './statements.ts';

/** Rises kept per member and kind; for older messages the time of the oldest kept rise is shown. */
const KEPT_RISES = 500;

const RISE = { conversation: 'integer', account: 'integer', kind: 'integer' } as const;
const ADD_RISES = insertRows<[number, number, number, number, number]>(
  'receipt_log',
  { ...RISE, seq: 'integer', at: 'integer' },
  'on conflict do nothing',
);
const PRUNE_RISES = deleteRows<[number, number, number]>(
  'receipt_log',
  RISE,
  `seq < (select l.seq from receipt_log l
     where l.conversation = input.conversation and l.account = input.account and l.kind = input.kind
     order by l.seq desc limit 1 offset ${KEPT_RISES - 1})`,
);
const NUMBER = { delivered: 0, read: 1 } as const;

/** When a member's watermark passed a seq. */
export interface Rise {
  readonly conversation: number;
  readonly account: number;
  readonly kind: keyof typeof NUMBER;
  readonly seq: number;
  readonly at: number;
}

export const riseWrites = (rises: readonly Rise[]): RowWrite[] => [
  rowWrite(
    ADD_RISES,
    rises.map(({ conversation, account, kind, seq, at }) => [conversation, account, NUMBER[kind], seq, at]),
  ),
  rowWrite(
    PRUNE_RISES,
    rises.map(({ conversation, account, kind }) => [conversation, account, NUMBER[kind]]),
  ),
];
