import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { isPerson } from './accounts.ts';
import { deleteRows, insertRows, type RowWrite, readRows, rowWrite, updateRows, type Value } from './statements.ts';

const USER = { user_id: 'text' } as const;
const ACCOUNT = { account: 'integer' } as const;
const NUMBER = { number: 'integer' } as const;

export const READ_LEAVER = readRows<[UserId], { number: AccountNumber }>(
  USER,
  (input) => `select a.number from ${input} join accounts a on a.user_id = input.user_id where a.gone = 0`,
);
const GROUPS = `join accounts a on a.user_id = input.user_id join memberships m on m.account = a.number
  join conversations c on c.id = m.conversation and c.kind = 'group'`;
/** Groups that an account owns and in which others are. */
export const READ_OWNED_GROUPS = readRows<[UserId], { id: ConversationId; name: string | null }>(
  USER,
  (input) => `select c.public_id as id, c.title as name from ${input} ${GROUPS}
   where m.removed_at is null and m.role = 'owner' and exists (select 1 from memberships o
     join accounts p on p.number = o.account and ${isPerson('p')}
     where o.conversation = c.id and o.account <> m.account and o.removed_at is null)
   order by c.id`,
);
export const READ_GROUPS = readRows<[UserId], { id: ConversationId }>(
  USER,
  (input) => `select c.public_id as id from ${input} ${GROUPS} where m.removed_at is null order by c.id`,
);
/** Groups of an account in which no person is left. */
export const READ_EMPTY_GROUPS = readRows<[UserId], { id: ConversationId }>(
  USER,
  (input) => `select c.public_id as id from ${input} ${GROUPS}
   where not exists (select 1 from memberships o join accounts p on p.number = o.account and ${isPerson('p')}
     where o.conversation = c.id and o.removed_at is null)`,
);

export const READ_ERASURES = readRows<[], { user_id: UserId; number: AccountNumber; messages: number }>(
  {},
  () => `select a.user_id, a.number, e.messages from erasures e join accounts a on a.number = e.account
   order by a.number`,
);
export const FINISH_ERASURE = deleteRows<[number]>('erasures', ACCOUNT);
export const READ_WRITTEN_CHAPTERS = readRows<[number], { conversation: ConversationId; chapter: number }>(
  ACCOUNT,
  (input) => `select c.public_id as conversation, h.chapter from ${input}
   join memberships m on m.account = input.account join conversations c on c.id = m.conversation
   join chapters h on h.conversation = c.id order by c.id, h.chapter`,
);

/** Rows that concern only one account. Blocks by others stay, because they belong to those. */
const OWN_ROWS = [
  ...[
    'device_links',
    'receipt_log',
    'join_requests',
    'declined_requests',
    'group_links',
    'kept_heads',
    'program_tokens',
  ].map((table) => deleteRows<[number]>(table, ACCOUNT)),
  deleteRows<[number]>('blocks', { blocker: 'integer' }),
  deleteRows<[number]>('kept_marks', { viewer: 'integer' }),
  deleteRows<[number]>('stranger_acts', {}, 'input.account in (writer, target)', ACCOUNT),
];
const FORGET = updateRows<readonly Value[]>(
  'accounts',
  {
    gone: 'integer',
    name: 'text',
    name_folded: 'text',
    email: 'text',
    username: 'text',
    picture: 'text',
    status_text: 'text',
    status_until: 'integer',
    seen_at: 'integer',
    hide_seen: 'integer',
    changed: 'integer',
  },
  NUMBER,
);
const ADD_ERASURES = insertRows<[number, number]>('erasures', { ...ACCOUNT, messages: 'integer' });

/** Forgets everything that concerns only the account, and records that its messages are still to be removed. */
export const leaverWrites = (account: number, messages: boolean, changed: number): RowWrite[] => [
  ...OWN_ROWS.map((write) => rowWrite(write, [[account]])),
  rowWrite(FORGET, [[1, '', '', '', null, null, null, null, null, 1, changed, account]]),
  rowWrite(ADD_ERASURES, [[account, messages ? 1 : 0]]),
];
