import type { GroupPlan } from '../rules/group-plan.ts';
import { deleteRows, insertRows, type RowWrite, rowWrite, updateRows, type Value } from './statements.ts';
import { accept, SHOW, TELL_SEEN, tellMarks } from './stranger-writes.ts';

const ID = { id: 'integer' } as const;
const LINK_ID = { id: 'text' } as const;
const CONVERSATION = { conversation: 'integer' } as const;
const MEMBER = { conversation: 'integer', account: 'integer' } as const;

const PUT_GROUPS = updateRows<readonly Value[]>(
  'conversations',
  {
    newest_chapter: 'integer',
    large: 'integer',
    unanswered: 'integer',
    unheard: 'integer',
    deleted_at: 'integer',
    changed: 'integer',
  },
  ID,
);
const BACK = ['role', 'asked_by', 'delivered', 'read', 'from_chapter', 'from_seq', 'joined', 'changed'] as const;
/**
 * A former member keeps their row. While they have not accepted again it says who removed them: devices may show what was
 * before.
 */
const ADD_MEMBERS = insertRows<readonly Value[]>(
  'memberships',
  {
    ...MEMBER,
    role: 'text',
    asked_by: 'integer',
    delivered: 'integer',
    read: 'integer',
    from_chapter: 'integer',
    from_seq: 'integer',
    joined: 'integer',
    changed: 'integer',
  },
  `on conflict (conversation, account) do update set ${BACK.map((name) => `${name} = excluded.${name}`).join(', ')},
     removed_at = null, removed_seq = null, removed_title = null,
     removed_by = case when excluded.asked_by is null then null else memberships.removed_by end`,
);
const SET_ROLES = updateRows<[string, number, number, number]>(
  'memberships',
  { role: 'text', changed: 'integer' },
  MEMBER,
);
const REMOVE = updateRows<readonly Value[]>(
  'memberships',
  {
    removed_at: 'integer',
    removed_seq: 'integer',
    removed_title: 'text',
    removed_by: 'integer',
    changed: 'integer',
  },
  MEMBER,
);
const TELL_MEMBERS = updateRows<[number, number]>('memberships', { changed: 'integer' }, CONVERSATION);
const CHAPTER = { conversation: 'integer', chapter: 'integer' } as const;
const CLOSE_CHAPTERS = updateRows<[1, 1, number, number, number]>(
  'chapters',
  { full: 'integer', closed: 'integer', changed: 'integer' },
  CHAPTER,
);
const OPEN_CHAPTERS = insertRows<[number, number, 0, 0, '[]', number]>(
  'chapters',
  { ...CHAPTER, version: 'integer', full: 'integer', ranges: 'text', changed: 'integer' },
  'on conflict do nothing',
);

const ADD_REQUESTS = insertRows<[number, number, string, number]>('join_requests', {
  ...MEMBER,
  link: 'text',
  at: 'integer',
});
const DELETE_REQUESTS = deleteRows<[number, number]>('join_requests', MEMBER);
const DECLINE = insertRows<[number, number, number]>('declined_requests', { ...MEMBER, at: 'integer' });
const FORGET_DECLINED = deleteRows<[number, number]>('declined_requests', MEMBER);
const FORGET_OLD_DECLINED = deleteRows<[number]>('declined_requests', {}, 'at <= input.until', { until: 'integer' });

const ADD_LINKS = insertRows<readonly Value[]>('group_links', {
  ...LINK_ID,
  ...MEMBER,
  digest: 'bytes',
  approval: 'integer',
  expires_at: 'integer',
  uses: 'integer',
  created_at: 'integer',
});
const USE_LINKS = updateRows<[number, string]>('group_links', { used: 'integer' }, LINK_ID);
const DELETE_LINKS = deleteRows<[string]>('group_links', LINK_ID);
const DELETE_LINKS_OF = deleteRows<[number, number]>('group_links', MEMBER);
const OF_GROUP = ['group_links', 'join_requests', 'declined_requests', 'pending_events', 'program_tokens'].map(
  (table) => deleteRows<[number]>(table, CONVERSATION),
);

const one = (flag: boolean): 0 | 1 => (flag ? 1 : 0);
const pair = ({ conversation, account }: { conversation: number; account: number }): [number, number] => [
  conversation,
  account,
];

const memberWrites = (plan: GroupPlan, first: number): RowWrite[] => [
  rowWrite(
    ADD_MEMBERS,
    plan.added.map((row) => [
      ...pair(row),
      row.role,
      row.askedBy,
      row.seq,
      row.seq,
      row.fromChapter,
      row.fromSeq,
      first + row.change,
      first + row.change,
    ]),
  ),
  rowWrite(
    SET_ROLES,
    plan.roles.map((row) => [row.role, first + row.change, ...pair(row)]),
  ),
  rowWrite(
    REMOVE,
    plan.removed.map((row) => [row.at, row.seq, row.title, row.by, first + row.change, ...pair(row)]),
  ),
  rowWrite(
    TELL_MEMBERS,
    plan.retold.map(({ conversation, change }) => [first + change, conversation]),
  ),
];

const linkWrites = (plan: GroupPlan): RowWrite[] => [
  rowWrite(
    DELETE_LINKS,
    plan.deletedLinks.map((id) => [id]),
  ),
  rowWrite(DELETE_LINKS_OF, plan.linksOf.map(pair)),
  rowWrite(
    ADD_LINKS,
    plan.links.map((row) => [
      row.id,
      ...pair(row),
      row.digest,
      one(row.approval),
      row.expiresAt,
      row.uses,
      row.createdAt,
    ]),
  ),
  rowWrite(
    USE_LINKS,
    plan.usedLinks.map(({ id, used }) => [used, id]),
  ),
];

const requestWrites = (plan: GroupPlan): RowWrite[] => [
  rowWrite(DELETE_REQUESTS, plan.answeredRequests.map(pair)),
  rowWrite(FORGET_DECLINED, plan.answeredRequests.map(pair)),
  rowWrite(
    FORGET_OLD_DECLINED,
    plan.forgottenDeclines.map((until) => [until]),
  ),
  rowWrite(
    DECLINE,
    plan.declines.map((row) => [...pair(row), row.at]),
  ),
  rowWrite(
    ADD_REQUESTS,
    plan.requests.map((row) => [...pair(row), row.link, row.at]),
  ),
];

/**
 * The rows of an act on a group, in an order in which they can be written.
 * @param first the first value that the act took from the change counter
 */
export const groupWrites = (plan: GroupPlan, first: number): RowWrite[] => [
  rowWrite(
    PUT_GROUPS,
    plan.groups.map((row) => [
      row.newestChapter,
      one(row.isLarge),
      row.unanswered,
      one(row.isUnheard),
      row.deletedAt,
      first + row.change,
      row.id,
    ]),
  ),
  rowWrite(
    CLOSE_CHAPTERS,
    plan.closedChapters.map((row) => [1, 1, first + row.change, row.conversation, row.chapter]),
  ),
  rowWrite(
    OPEN_CHAPTERS,
    plan.openedChapters.map((row) => [row.conversation, row.chapter, 0, 0, '[]', first + row.change]),
  ),
  ...memberWrites(plan, first),
  ...linkWrites(plan),
  ...requestWrites(plan),
  ...OF_GROUP.map((write) =>
    rowWrite(
      write,
      plan.emptied.map((id): [number] => [id]),
    ),
  ),
  accept(plan.accepted, first),
  ...tellMarks(plan.marksTold, first),
  rowWrite(
    TELL_SEEN,
    plan.seen.map(({ account, change }) => [first + change, account]),
  ),
  rowWrite(
    SHOW,
    plan.shown.map(({ writer, target, acts }) => [writer, target, acts]),
  ),
];
