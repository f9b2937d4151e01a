import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { parseRights } from '../../shared/permissions/group-rights.ts';
import { mayAct } from '../../shared/permissions/member-actions.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { GroupLink } from '../../shared/protocol/http-groups.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { GroupLinks, JoinOutcome } from '../ports/group-links.ts';
import type { MemberOutcome } from '../ports/memberships.ts';
import type { Connection } from './connection.ts';
import { actorIn, type MemberActs, refused } from './member-acts.ts';
import type { MemberChanges } from './member-changes.ts';
import { prepare } from './statement.ts';

interface LinkRow {
  readonly id: string;
  readonly conversation: number;
  readonly publicId: ConversationId;
  readonly title: string | null;
  readonly picture: string | null;
  readonly rights: string;
  readonly approval: number;
  readonly expires_at: number | null;
  readonly uses: number | null;
  readonly used: number;
  readonly created_at: number;
  /** Who made it, and their role now; null: no member any more. */
  readonly name: string;
  readonly role: Role | null;
}

/**
 * A link leads into its group as long as it has not ended and whoever made it could still make it: what somebody handed
 * out goes with their membership, and with the right.
 */
const isAlive = ({ role, rights, expires_at, uses, used }: LinkRow, at: number): boolean =>
  role !== null &&
  mayAct('invite', role, undefined, parseRights(JSON.parse(rights))) &&
  (expires_at === null || at < expires_at) &&
  (uses === null || used < uses);

const linkFact = (row: LinkRow): GroupLink => ({
  linkId: row.id,
  approval: row.approval === 1,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  ...(row.uses === null ? {} : { uses: row.uses }),
  used: row.used,
  createdAt: row.created_at,
  by: row.name,
});

/** Links into groups, and those who ask to be let in. */
export const createGroupLinks = (
  { database, kysely, queries, read, write }: Connection,
  members: MemberChanges,
  { membersOf }: MemberActs,
): GroupLinks => {
  const COLUMNS = `l.id, l.conversation, c.public_id as publicId, c.title, c.picture, c.rights, approval, expires_at, uses,
    used, l.created_at, a.name, m.role`;
  const FROM = `group_links l join conversations c on c.id = l.conversation join accounts a on a.number = l.account
    left join memberships m on m.conversation = l.conversation and m.account = l.account and m.removed_at is null`;
  const byDigest = prepare<[Uint8Array], LinkRow>(database, `select ${COLUMNS} from ${FROM} where digest = ?`);
  const ofGroup = prepare<[number], LinkRow>(
    database,
    `select ${COLUMNS} from ${FROM} where l.conversation = ? order by l.created_at, l.id`,
  );
  const use = prepare<[string]>(database, 'update group_links set used = used + 1 where id = ?');
  const countRequests = prepare<[number], { count: number }>(
    database,
    'select count(*) as count from join_requests where conversation = ?',
  );
  const request = prepare<[number, AccountNumber], { link: string }>(
    database,
    'select link from join_requests where conversation = ? and account = ?',
  );
  const dropRequest = prepare<[number, AccountNumber]>(
    database,
    'delete from join_requests where conversation = ? and account = ?',
  );
  const remember = prepare<[number, AccountNumber, number]>(
    database,
    'insert or replace into declined_requests (conversation, account, at) values (?, ?, ?)',
  );
  const declinedSince = prepare<[number, AccountNumber, number], { at: number }>(
    database,
    'select at from declined_requests where conversation = ? and account = ? and at > ?',
  );
  const forgetBefore = prepare<[number]>(database, 'delete from declined_requests where at <= ?');
  const touch = prepare<[number, number]>(database, 'update conversations set changed = ? where id = ?');

  const inviter = (id: ConversationId, by: UserId) => {
    const actor = actorIn(members.find(id, by));
    if (actor === undefined) return refused('not-found');
    if (actor.conversation.kind === 'direct' || !mayAct('invite', actor.role, undefined, actor.rights))
      return refused('not-allowed');
    return { kind: 'may', actor } as const;
  };
  const living = (conversation: number, at: number) => ofGroup.all(conversation).filter((row) => isAlive(row, at));

  return {
    createLink: (id, by, { linkId, digest, approval, expiresAt, uses }, at) =>
      write(() => {
        const found = inviter(id, by);
        if (found.kind === 'refused') return found;
        const { account, conversation } = found.actor;
        const alive = living(conversation.id, at);
        if (alive.length >= LIMITS.groupLinks) return refused('too-many');
        const kept = new Set(alive.map((row) => row.id));
        for (const row of ofGroup.all(conversation.id))
          if (!kept.has(row.id)) queries.run(kysely.deleteFrom('group_links').where('id', '=', row.id));
        queries.run(
          kysely.insertInto('group_links').values({
            id: linkId,
            conversation: conversation.id,
            digest,
            account,
            approval: approval ? 1 : 0,
            expires_at: expiresAt ?? null,
            uses: uses ?? null,
            created_at: at,
          }),
        );
        const made = ofGroup.all(conversation.id).find((row) => row.id === linkId);
        if (made === undefined) throw new Error('The database lost a new link.');
        return linkFact(made);
      }),
    links: (id, by, at) =>
      read(() => {
        const found = inviter(id, by);
        return found.kind === 'refused' ? found : living(found.actor.conversation.id, at).map(linkFact);
      }),
    revokeLink: (id, by, linkId) =>
      write(() => {
        const found = inviter(id, by);
        if (found.kind === 'refused') return found;
        const { conversation } = found.actor;
        queries.run(
          kysely.deleteFrom('group_links').where('id', '=', linkId).where('conversation', '=', conversation.id),
        );
        return undefined;
      }),
    linkTarget: (digest, at) =>
      read(() => {
        const row = byDigest.get(digest);
        if (row === undefined || !isAlive(row, at)) return undefined;
        return {
          conversationId: row.publicId,
          name: row.title ?? '',
          members: membersOf(row.conversation).length,
          ...(row.picture === null ? {} : { picture: row.picture }),
          by: row.name,
          approval: row.approval === 1,
        };
      }),
    join: (digest, userId, at) =>
      write((takeChange): JoinOutcome => {
        const row = byDigest.get(digest);
        const found = row === undefined ? undefined : members.find(row.publicId, userId);
        if (row === undefined || found === undefined || found.conversation.deleted_at !== null)
          return { kind: 'refused', code: 'link-gone' };
        const { conversation, account } = found;
        const base = { kind: 'done', conversationId: row.publicId, gone: [] } as const;
        // Before whether it has ended: who came by its last use may not have heard, and asks again.
        if (found.row !== undefined && found.row.removed_at === null)
          return { ...base, state: 'joined', changed: false, told: [] };
        if (!isAlive(row, at)) return { kind: 'refused', code: 'link-gone' };
        if (members.isFull(conversation.id)) return { kind: 'refused', code: 'group-full' };
        // Whoever was taken out comes back only when somebody lets them in.
        const wasRemoved = found.row !== undefined && found.row.removed_by !== account;
        if (row.approval === 0 && !wasRemoved) {
          members.add(found, 'member', takeChange(), { kind: 'joined', by: account });
          use.run(row.id);
          return { ...base, state: 'joined', changed: true, role: 'member', told: membersOf(conversation.id) };
        }
        if (request.get(conversation.id, account) !== undefined)
          return { ...base, state: 'asked', changed: false, told: [] };
        // They are not told that they were declined: it is as if their request still waited.
        if (declinedSince.get(conversation.id, account, at - LIMITS.declinedRequestMs) !== undefined)
          return { ...base, state: 'asked', changed: false, told: [] };
        if ((countRequests.get(conversation.id)?.count ?? 0) >= LIMITS.joinRequests)
          return { kind: 'refused', code: 'too-many' };
        queries.run(
          kysely.insertInto('join_requests').values({ conversation: conversation.id, account, link: row.id, at }),
        );
        touch.run(takeChange(), conversation.id);
        return { ...base, state: 'asked', changed: true, told: membersOf(conversation.id) };
      }),
    answerRequest: (id, by, who, accept, at) =>
      write((takeChange): MemberOutcome => {
        const actor = actorIn(members.find(id, by));
        if (actor === undefined) return refused('not-found');
        if (actor.conversation.kind === 'direct' || !mayAct('answer-request', actor.role, undefined, actor.rights))
          return refused('not-allowed');
        const { conversation } = actor;
        const found = members.find(id, who);
        const asked = found === undefined ? undefined : request.get(conversation.id, found.account);
        const isMember = found?.row !== undefined && found.row.removed_at === null;
        const nothing = { kind: 'done', changed: false, told: [], gone: [] } as const;
        if (found === undefined || asked === undefined)
          return accept && !isMember ? refused('unknown-member') : nothing;
        if (!accept) {
          dropRequest.run(conversation.id, found.account);
          forgetBefore.run(at - LIMITS.declinedRequestMs);
          remember.run(conversation.id, found.account, at);
          touch.run(takeChange(), conversation.id);
          return { ...nothing, changed: true, told: membersOf(conversation.id) };
        }
        if (members.isFull(conversation.id)) return refused('group-full');
        members.add(found, 'member', takeChange(), { kind: 'added', by: actor.account, who: found.account });
        use.run(asked.link);
        return { ...nothing, changed: true, role: 'member', told: membersOf(conversation.id) };
      }),
  };
};
