import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { LinkRow } from '../rules/decide-group-links.ts';
import type { ActFacts, GroupFacts, GroupRow, PersonRow } from '../rules/group-facts.ts';
import type { Acquaintance } from '../rules/strangers.ts';
import type { ACQUAINTANCES, GROUP_READS, GroupColumns, LinkColumns, PersonColumns } from './group-reads.ts';
import type { InputsOf, RowsOf } from './statements.ts';

type Rows = RowsOf<typeof GROUP_READS>;

/** The actor in a conversation, and the `target` of the act. */
export interface ActOf {
  readonly conversation: ConversationId;
  readonly actor: UserId;
  readonly target?: UserId | undefined;
  /** The act concerns all members. */
  readonly concernsAll?: boolean;
}

export const actInputs = ({
  conversation,
  actor,
  target,
  concernsAll = false,
}: ActOf): InputsOf<typeof GROUP_READS> => {
  const ids = [...new Set(target === undefined ? [actor] : [actor, target])];
  return {
    groups: [[conversation]],
    people: ids.map((userId): [ConversationId, UserId] => [conversation, userId]),
    members: [[conversation, concernsAll ? 1 : 0]],
    ids: [[conversation]],
    chapters: [[conversation]],
    shown: [[conversation, actor]],
  };
};

/** Reads of groups without an actor. */
export const groupInputs = (conversations: readonly ConversationId[]): InputsOf<typeof GROUP_READS> => {
  const groups = conversations.map((id): [ConversationId] => [id]);
  return { groups, people: [], members: groups.map(([id]) => [id, 1]), ids: [], chapters: [], shown: [] };
};

const groupRow = (row: GroupColumns): GroupRow => ({
  id: row.id,
  publicId: row.public_id,
  kind: row.kind,
  title: row.title,
  seq: row.seq,
  rights: row.rights,
  history: row.history,
  newestChapter: row.newest_chapter,
  isLarge: row.large === 1,
  unanswered: row.unanswered,
  isUnheard: row.unheard === 1,
  deletedAt: row.deleted_at,
});

const personRow = (row: PersonColumns): PersonRow => ({
  account: row.account,
  userId: row.user_id,
  name: row.name,
  membership:
    row.role === null
      ? undefined
      : { role: row.role, askedBy: row.asked_by, isRemoved: row.removed_at !== null, removedBy: row.removed_by },
  request: row.link === null ? undefined : { link: row.link, used: row.used ?? undefined },
  declinedAt: row.declined_at ?? undefined,
});

/** @param people who take part in the act: of one group */
export const groupFacts = (
  { groups, members, ids, chapters }: Omit<Rows, 'people'>,
  people: readonly PersonRow[] = [],
): GroupFacts[] => {
  const membersOf = Map.groupBy(members, ({ conversation }) => conversation);
  const taking = people.flatMap(({ account, userId, membership }) =>
    membership === undefined || membership.isRemoved ? [] : { account, userId, askedBy: membership.askedBy },
  );
  return groups.map((row) => {
    const loaded = new Map(
      (membersOf.get(row.id) ?? []).map((member) => [
        member.user_id,
        { account: member.account, userId: member.user_id, askedBy: member.asked_by },
      ]),
    );
    for (const member of taking) loaded.set(member.userId, member);
    const all = ids.find(({ conversation }) => conversation === row.id)?.ids.split(' ') ?? [];
    return {
      group: groupRow(row),
      members: [...loaded.values()],
      others: (all as UserId[]).filter((userId) => !loaded.has(userId)),
      chapters: new Map(
        chapters
          .filter(({ conversation }) => conversation === row.id)
          .map(({ chapter, closed, blank }) => [chapter, { isClosed: closed === 1, isBlank: blank === 1 }]),
      ),
      requests: row.requests,
    };
  });
};

/** Undefined: the conversation or the account does not exist. */
export const actFacts = (rows: Rows, { actor, target }: ActOf, acquaintance?: Acquaintance): ActFacts | undefined => {
  const people = new Map(rows.people.map((row) => [row.user_id, personRow(row)]));
  const [facts] = groupFacts(rows, [...people.values()]);
  const acting = people.get(actor);
  if (facts === undefined || acting === undefined) return undefined;
  return {
    ...facts,
    actor: acting,
    target: target === undefined ? undefined : people.get(target),
    acquaintance,
    shown: new Map(rows.shown.map((row) => [row.target, row.acts])),
  };
};

type AcquaintanceColumns = RowsOf<{ rows: typeof ACQUAINTANCES }>['rows'];

export const acquaintancesOf = (rows: AcquaintanceColumns): Map<UserId, Acquaintance> =>
  new Map(
    rows.map(({ who, knows, blocks, asked, waiting, shown }) => [
      who,
      { knows: knows === 1, blocks: blocks === 1, asked, waiting, shown },
    ]),
  );

export const linkRow = (row: Omit<LinkColumns, 'members'>): LinkRow => ({
  id: row.id,
  approval: row.approval === 1,
  expiresAt: row.expires_at,
  uses: row.uses,
  used: row.used,
  createdAt: row.created_at,
  name: row.name,
  role: row.role,
});
