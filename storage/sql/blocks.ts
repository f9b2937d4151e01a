import type { UserId } from '../../shared/ids/account.ts';
import type { BlockFacts, BlockPlan } from '../rules/decide-block.ts';
import { deleteRows, insertRows, type RowsOf, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';
import { TELL_SEEN, tellMarks } from './stranger-writes.ts';

const PAIR = { blocker: 'text', blocked: 'text' } as const;
const ACCOUNTS = `join accounts me on me.user_id = input.blocker join accounts them on them.user_id = input.blocked`;
const BOTH = `from memberships mine join memberships theirs on theirs.conversation = mine.conversation
  join conversations c on c.id = mine.conversation
  where mine.account = me.number and theirs.account = them.number
    and mine.removed_at is null and theirs.removed_at is null`;

/** What a decision to block or unblock a person reads, by both ids. */
export const BLOCK_READS = {
  pairs: readRows<
    [UserId, UserId],
    {
      blocker: number;
      blocked: number;
      seen_at: number | null;
      active: number | null;
      at: number | null;
      unanswering: number;
      acquainted: number;
    }
  >(
    PAIR,
    (input) => `select me.number as blocker, them.number as blocked, me.seen_at, b.active, b.at,
       case when exists (select 1 from conversations c where c.created_by = them.number and c.unanswered = me.number)
         or exists (select 1 ${BOTH} and mine.asked_by is not null) then 1 else 0 end as unanswering,
       case when exists (select 1 ${BOTH} and mine.asked_by is null and theirs.asked_by is null
         and c.unanswered is null) then 1 else 0 end as acquainted
     from ${input} ${ACCOUNTS} left join blocks b on b.blocker = me.number and b.blocked = them.number`,
  ),
  shared: readRows<
    [UserId, UserId],
    {
      conversation: number;
      present: number;
      asked: number;
      unanswered: number;
      delivered: number;
      read: number;
      marks_changed: number;
      head_by: number | null;
      head_blocked: number;
    }
  >(
    PAIR,
    (input) => `select mine.conversation, mine.delivered, mine.read, mine.marks_changed, c.head_by,
       case when mine.removed_at is null then 1 else 0 end as present,
       case when mine.asked_by is null then 0 else 1 end as asked,
       case when c.unanswered = mine.account then 1 else 0 end as unanswered,
       case when exists (select 1 from blocks b where b.blocker = me.number and b.blocked = c.head_by and b.active = 1)
         then 1 else 0 end as head_blocked
     from ${input} ${ACCOUNTS} join memberships mine on mine.account = me.number
     join memberships theirs on theirs.conversation = mine.conversation and theirs.account = them.number
     join conversations c on c.id = mine.conversation order by mine.conversation`,
  ),
  requested: readRows<[UserId, UserId], { conversation: number }>(
    PAIR,
    (input) => `select r.conversation from ${input} ${ACCOUNTS}
     join memberships mine on mine.account = me.number and mine.removed_at is null
     join join_requests r on r.conversation = mine.conversation and r.account = them.number order by r.conversation`,
  ),
};

/** Undefined: one of the two has no account. */
export const blockFacts = ({ pairs, shared, requested }: RowsOf<typeof BLOCK_READS>): BlockFacts | undefined => {
  const [pair] = pairs;
  if (pair === undefined) return undefined;
  const { blocker, blocked, seen_at, active, at, unanswering, acquainted } = pair;
  return {
    blocker,
    blocked,
    seenAt: seen_at,
    before: at === null ? undefined : { isActive: active === 1, at },
    isUnanswering: unanswering === 1,
    isAcquainted: acquainted === 1,
    shared: shared.map((row) => ({
      conversation: row.conversation,
      isPresent: row.present === 1,
      isAsked: row.asked === 1,
      isUnanswered: row.unanswered === 1,
      delivered: row.delivered,
      read: row.read,
      marksChanged: row.marks_changed,
      headBy: row.head_by,
      isHeadBlocked: row.head_blocked === 1,
    })),
    requestedIn: requested.map(({ conversation }) => conversation),
  };
};

const MEMBER = { conversation: 'integer', account: 'integer' } as const;
const BLOCK = { blocker: 'integer', blocked: 'integer' } as const;
const PUT_BLOCKS = insertRows<[number, number, 0 | 1, number, number | null, number]>(
  'blocks',
  { ...BLOCK, active: 'integer', at: 'integer', seen_at: 'integer', changed: 'integer' },
  `on conflict (blocker, blocked) do update set active = excluded.active, at = excluded.at,
     seen_at = excluded.seen_at, changed = excluded.changed`,
);
const CONFIRM = updateRows<[number, number, number]>('blocks', { at: 'integer' }, BLOCK);
const KEEP_MARKS = insertRows<[number, number, number, number, number, number]>(
  'kept_marks',
  {
    viewer: 'integer',
    account: 'integer',
    conversation: 'integer',
    delivered: 'integer',
    read: 'integer',
    changed: 'integer',
  },
  `on conflict (viewer, account, conversation) do update set delivered = excluded.delivered, read = excluded.read,
     changed = excluded.changed`,
);
const DROP_MARKS = deleteRows<[number, number]>('kept_marks', { viewer: 'integer', account: 'integer' });
const EMPTY_HEADS = insertRows<[number, number, 0]>(
  'kept_heads',
  { ...MEMBER, head_deleted: 'integer' },
  'on conflict do nothing',
);
const DROP_HEADS = deleteRows<[number, number]>('kept_heads', MEMBER);
const TELL_OWN = updateRows<[number, number, number]>('memberships', { own_changed: 'integer' }, MEMBER);
const REJOIN = updateRows<[number, number, number, number]>(
  'memberships',
  { joined: 'integer', changed: 'integer' },
  MEMBER,
);

const pair = ({ conversation, account }: { conversation: number; account: number }): [number, number] => [
  conversation,
  account,
];

/** @param first the first value that the decision took from the change counter */
export const blockWrites = (plan: BlockPlan, first: number): RowWrite[] => [
  rowWrite(
    PUT_BLOCKS,
    plan.blocks.map((row) => [row.blocker, row.blocked, row.isActive ? 1 : 0, row.at, row.seenAt, first + row.change]),
  ),
  rowWrite(
    CONFIRM,
    plan.confirmed.map(({ blocker, blocked, at }) => [at, blocker, blocked]),
  ),
  rowWrite(
    KEEP_MARKS,
    plan.keptMarks.map((row) => [row.viewer, row.account, row.conversation, row.delivered, row.read, row.changed]),
  ),
  rowWrite(
    DROP_MARKS,
    plan.droppedMarks.map(({ viewer, account }) => [viewer, account]),
  ),
  rowWrite(
    EMPTY_HEADS,
    plan.emptyHeads.map((row) => [...pair(row), 0]),
  ),
  rowWrite(DROP_HEADS, plan.droppedHeads.map(pair)),
  rowWrite(
    REJOIN,
    plan.rejoined.map((row) => [first + row.change, first + row.change, ...pair(row)]),
  ),
  ...tellMarks(plan.marksTold, first),
  rowWrite(
    TELL_OWN,
    plan.ownTold.map((row) => [first + row.change, ...pair(row)]),
  ),
  rowWrite(
    TELL_SEEN,
    plan.seen.map(({ account, change }) => [first + change, account]),
  ),
];
