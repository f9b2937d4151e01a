import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { PushContent } from '../../shared/protocol/push.ts';
import { ACTIVE_MS, mentionKey, type PushFacts, type PushTarget } from '../rules/decide-push.ts';
import { HEAD_COLUMNS, type HeadColumns, headOf } from './head-columns.ts';
import { deleteRows, insertRows, type RowsOf, readRows, updateRows } from './statements.ts';

/** Messages that are looked at; of longer absences a summary says "100". */
const RECENT = 100;
/** Read conversations that one push closes. */
const CLOSED = 10;
const PROBLEMS = 50;

const SESSION = { session: 'text' } as const;
const NUMBER = { number: 'integer' } as const;
const USER = { user_id: 'text' } as const;
const DEVICE = {
  session: 'text',
  endpoint: 'text',
  p256dh: 'text',
  auth: 'text',
  server_key: 'text',
  content: 'text',
  zone: 'text',
} as const;
type DeviceValues = readonly [string, string, string, string, string, PushContent, string];

export const READ_ACCOUNT = readRows<[UserId], { number: AccountNumber }>(
  USER,
  (input) => `select a.number from ${input} join accounts a on a.user_id = input.user_id and a.gone = 0`,
);
export const READ_BY_ENDPOINT = readRows<
  [string],
  { number: number; account: AccountNumber; session: string; p256dh: string; auth: string }
>(
  { endpoint: 'text' },
  (input) => `select p.number, p.account, p.session, p.p256dh, p.auth
    from ${input} join push_devices p on p.endpoint = input.endpoint`,
);
export const READ_BY_SESSION = readRows<[string], { number: number; server_key: string; content: PushContent }>(
  SESSION,
  (input) => `select p.number, p.server_key, p.content from ${input} join push_devices p on p.session = input.session`,
);
export const READ_DEVICES = readRows<
  [number],
  {
    number: number;
    user_id: UserId;
    session: string;
    endpoint: string;
    p256dh: string;
    auth: string;
    server_key: string;
    failures: number;
  }
>(
  NUMBER,
  (input) => `select p.number, a.user_id, p.session, p.endpoint, p.p256dh, p.auth, p.server_key, p.failures
    from ${input} join push_devices p on p.number = input.number join accounts a on a.number = p.account and a.gone = 0`,
);
export const READ_SESSIONS = readRows<[number, number], { number: number; session: string }>(
  { after: 'integer', most: 'integer' },
  (input) => `select p.number, p.session from ${input} join push_devices p on p.number > input.after
    order by p.number limit (select most from ${input})`,
);
export const COUNT_DEVICES = readRows<[], { count: number }>({}, () => 'select count(*) as count from push_devices');
export const COUNT_OWN = readRows<[UserId], { count: number }>(
  USER,
  (input) => `select count(*) as count from ${input} join accounts a on a.user_id = input.user_id
    join push_devices p on p.account = a.number`,
);
/** Devices of an account beyond the number it may have, the oldest first. */
export const READ_SURPLUS = readRows<[number], { number: number }>(
  { account: 'integer' },
  (input) => `select p.number from ${input} join push_devices p on p.account = input.account
    order by p.number desc limit 100 offset ${LIMITS.pushDevices}`,
);

export const ADD_DEVICES = insertRows<[number, ...DeviceValues, number]>('push_devices', {
  account: 'integer',
  ...DEVICE,
  created_at: 'integer',
});
export const CHANGE_DEVICES = updateRows<[string, string, PushContent, string, 0, 0, number]>(
  'push_devices',
  { session: 'text', server_key: 'text', content: 'text', zone: 'text', failures: 'integer', retry_at: 'integer' },
  NUMBER,
);
export const DROP_MARKS = deleteRows<[number]>('push_marks', { device: 'integer' });
export const DROP_DEVICES = deleteRows<[number]>('push_devices', NUMBER);
/** Nothing of what is there already is told to a new device. */
export const MARK_ALL = readRows<[string], never>(
  SESSION,
  (input) => `insert into push_marks (device, conversation, seq)
    select p.number, c.id, c.seq from ${input} join push_devices p on p.session = input.session
    join memberships m on m.account = p.account and m.removed_at is null join conversations c on c.id = m.conversation
    where true on conflict do nothing`,
);
export const TRIED = updateRows<[number, number, number]>(
  'push_devices',
  { failures: 'integer', retry_at: 'integer' },
  NUMBER,
);

const LEVEL = { account: 'integer', conversation: 'integer' } as const;
export const READ_LEVEL_PLACES = readRows<
  [ConversationId, UserId],
  { account: number; conversation: number; public_id: ConversationId }
>(
  { conversation: 'text', user_id: 'text' },
  (input) => `select m.account, m.conversation, c.public_id from ${input}
    join conversations c on c.public_id = input.conversation join accounts a on a.user_id = input.user_id
    join memberships m on m.conversation = c.id and m.account = a.number and m.removed_at is null`,
);
export const MUTE = insertRows<[number, number, number]>(
  'push_levels',
  { ...LEVEL, muted_until: 'integer' },
  'on conflict (account, conversation) do update set muted_until = excluded.muted_until',
);
export const SET_MENTIONS_ONLY = insertRows<[number, number, 0 | 1]>(
  'push_levels',
  { ...LEVEL, mentions_only: 'integer' },
  'on conflict (account, conversation) do update set mentions_only = excluded.mentions_only',
);
export const SET_HOURS = insertRows<[number, number | null, number | null]>(
  'push_people',
  { account: 'integer', quiet_from: 'integer', quiet_to: 'integer' },
  'on conflict (account) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to',
);
export const PAUSE = insertRows<[number, number]>(
  'push_people',
  { account: 'integer', paused_until: 'integer' },
  'on conflict (account) do update set paused_until = excluded.paused_until',
);
export const SET_ACTIVE = insertRows<[number, number]>(
  'push_people',
  { account: 'integer', active_at: 'integer' },
  'on conflict (account) do update set active_at = excluded.active_at',
);

const MARK = { device: 'integer', conversation: 'integer', seq: 'integer' } as const;
const HIGHER = 'case when excluded.seq > push_marks.seq then excluded.seq else push_marks.seq end';
export const TOLD = insertRows<[number, number, number]>(
  'push_marks',
  MARK,
  `on conflict (device, conversation) do update set seq = ${HIGHER}`,
);
export const SHOWN = insertRows<[number, number, number, number]>(
  'push_marks',
  { ...MARK, shown: 'integer' },
  `on conflict (device, conversation) do update set seq = ${HIGHER}, shown = excluded.shown`,
);

export const NOTE_PROBLEM = insertRows<[string, number, string, number, 1]>(
  'push_problems',
  { service: 'text', status: 'integer', text: 'text', at: 'integer', times: 'integer' },
  `on conflict (service) do update set status = excluded.status, text = excluded.text, at = excluded.at,
     times = push_problems.times + 1`,
);
export const PRUNE_PROBLEMS = deleteRows<[]>(
  'push_problems',
  {},
  `service not in (select service from push_problems order by at desc limit ${PROBLEMS})`,
);
export const READ_PROBLEMS = readRows<[], { service: string; status: number; text: string; at: number; times: number }>(
  {},
  () => 'select service, status, text, at, times from push_problems order by at desc',
);

/** A device that has something new to be told. */
const BEHIND = `join memberships m on m.conversation = c.id and m.removed_at is null and m.read < c.seq
  join push_devices p on p.account = m.account
  left join push_marks k on k.device = p.number and k.conversation = c.id`;
const IS_BEHIND = 'c.deleted_at is null and c.seq > coalesce(k.seq, 0)';

/** Those who wait or are there come later, as the decision about a push has it. */
export const READ_BEHIND = readRows<
  [number, number, number, number],
  { device: number; conversation: number; id: ConversationId }
>(
  { now: 'integer', device: 'integer', conversation: 'integer', most: 'integer' },
  (input) => `select p.number as device, c.id as conversation, c.public_id as id from ${input}
    join push_devices p on p.number >= input.device
    join memberships m on m.account = p.account and m.removed_at is null
    join conversations c on c.id = m.conversation and m.read < c.seq
      and (p.number > input.device or c.id > input.conversation)
    left join push_marks k on k.device = p.number and k.conversation = c.id
    left join push_people o on o.account = p.account
    where ${IS_BEHIND} and (coalesce(o.active_at, 0) > input.now + ${ACTIVE_MS}
      or (p.retry_at <= input.now and coalesce(o.active_at, 0) <= input.now - ${ACTIVE_MS}))
    order by p.number, c.id limit (select most from ${input})`,
);

const CONVERSATION = { conversation: 'text' } as const;
export const PUSH_READS = {
  conversations: readRows<
    [ConversationId],
    HeadColumns & { id: number; public_id: ConversationId; seq: number; unanswered: number | null }
  >(
    CONVERSATION,
    (input) => `select c.id, c.public_id, c.seq, c.unanswered, ${HEAD_COLUMNS}
      from ${input} join conversations c on c.public_id = input.conversation and c.deleted_at is null`,
  ),
  targets: readRows<
    [ConversationId],
    {
      conversation: number;
      device: number;
      account: number;
      content: PushContent;
      zone: string;
      retry_at: number;
      read: number;
      from_seq: number;
      asked_by: number | null;
      told: number;
      muted_until: number;
      mentions_only: number;
      quiet_from: number | null;
      quiet_to: number | null;
      paused_until: number;
      active_at: number;
    }
  >(
    CONVERSATION,
    (input) => `select c.id as conversation, p.number as device, p.account, p.content, p.zone, p.retry_at, m.read,
       m.from_seq, m.asked_by, coalesce(k.seq, 0) as told, coalesce(l.muted_until, 0) as muted_until,
       coalesce(l.mentions_only, 0) as mentions_only, o.quiet_from, o.quiet_to,
       coalesce(o.paused_until, 0) as paused_until, coalesce(o.active_at, 0) as active_at
     from ${input} join conversations c on c.public_id = input.conversation ${BEHIND}
     left join push_levels l on l.account = m.account and l.conversation = c.id
     left join push_people o on o.account = m.account
     where ${IS_BEHIND} order by p.number`,
  ),
  messages: readRows<
    [ConversationId],
    { conversation: number; seq: number; author: number; quiet: number; deleted: number }
  >(
    CONVERSATION,
    (input) => `select s.conversation, s.seq, s.author, s.quiet, s.deleted
      from ${input} join conversations c on c.public_id = input.conversation
      join stamps s on s.conversation = c.id and s.seq > c.seq - ${RECENT} order by s.conversation, s.seq`,
  ),
  mentions: readRows<[ConversationId], { conversation: number; account: number; seq: number }>(
    CONVERSATION,
    (input) => `select n.conversation, n.account, n.seq
      from ${input} join conversations c on c.public_id = input.conversation
      join mentions n on n.conversation = c.id and n.seq > c.seq - ${RECENT}`,
  ),
  blocks: readRows<[ConversationId], { conversation: number; blocker: number; blocked: number }>(
    CONVERSATION,
    (input) => `select distinct c.id as conversation, b.blocker, b.blocked
      from ${input} join conversations c on c.public_id = input.conversation
      join memberships m on m.conversation = c.id and m.removed_at is null
      join push_devices p on p.account = m.account
      join blocks b on b.blocker = m.account and b.active = 1`,
  ),
};

/** What was pushed to a device and read since. */
export const READ_SINCE = readRows<
  [number],
  { device: number; conversation: number; public_id: ConversationId; read: number }
>(
  { device: 'integer' },
  (input) => `select k.device, k.conversation, c.public_id, m.read
    from ${input} join push_marks k on k.device = input.device and k.shown > 0
    join push_devices p on p.number = k.device
    join memberships m on m.conversation = k.conversation and m.account = p.account and m.read >= k.shown
    join conversations c on c.id = k.conversation
    order by k.device, k.seq desc`,
);

type ReadSince = (device: number) => PushTarget['readSince'];

export const readSinceOf = (rows: RowsOf<{ since: typeof READ_SINCE }>['since']): ReadSince => {
  const byDevice = Map.groupBy(rows, ({ device }) => device);
  return (device) =>
    (byDevice.get(device) ?? [])
      .slice(0, CLOSED)
      .map(({ conversation, public_id: id, read }) => ({ conversation, id, read }));
};

type TargetRow = RowsOf<typeof PUSH_READS>['targets'][number];

const targetOf = (row: TargetRow, readSince: ReadSince): PushTarget => ({
  device: row.device,
  account: row.account,
  content: row.content,
  zone: row.zone,
  retryAt: row.retry_at,
  read: row.read,
  fromSeq: row.from_seq,
  isAsked: row.asked_by !== null,
  told: row.told,
  mutedUntil: row.muted_until,
  mentionsOnly: row.mentions_only === 1,
  quiet: row.quiet_from === null || row.quiet_to === null ? undefined : { from: row.quiet_from, to: row.quiet_to },
  pausedUntil: row.paused_until,
  activeAt: row.active_at,
  readSince: readSince(row.device),
});

const blockedIn = (rows: RowsOf<typeof PUSH_READS>['blocks'], conversation: number) => {
  const blocked = new Map<number, Set<number>>();
  for (const one of rows) {
    if (one.conversation !== conversation) continue;
    const set = blocked.get(one.blocker) ?? new Set();
    blocked.set(one.blocker, set.add(one.blocked));
  }
  return blocked;
};

export const pushFacts = (rows: RowsOf<typeof PUSH_READS>, readSince: ReadSince): PushFacts[] => {
  const targets = Map.groupBy(rows.targets, ({ conversation }) => conversation);
  const messages = Map.groupBy(rows.messages, ({ conversation }) => conversation);
  const mentions = Map.groupBy(rows.mentions, ({ conversation }) => conversation);
  return rows.conversations.map((row) => ({
    conversation: row.id,
    id: row.public_id,
    seq: row.seq,
    unanswered: row.unanswered,
    head: headOf(row),
    targets: (targets.get(row.id) ?? []).map((one) => targetOf(one, readSince)),
    messages: (messages.get(row.id) ?? []).map(({ seq, author, quiet, deleted }) => ({
      seq,
      author,
      isQuiet: quiet === 1,
      isDeleted: deleted === 1,
    })),
    mentions: new Set((mentions.get(row.id) ?? []).map(({ seq, account }) => mentionKey(seq, account))),
    blocked: blockedIn(rows.blocks, row.id),
  }));
};
