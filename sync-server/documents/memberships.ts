import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf } from '../../shared/ids/conversation.ts';
import { type GroupRights, parseRights } from '../../shared/permissions/group-rights.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';
import type { Memberships as StoredMemberships } from '../../storage/ports/memberships.ts';

/** Conversations kept in memory; beyond it the least recently read goes. */
const MAX_CONVERSATIONS = 5_000;
/** How long a change made by another instance may go unnoticed here. ms */
const FRESH_MS = 5_000;

interface KnownMember {
  readonly role: Role;
  /** The first chapter that is open to them. */
  readonly from: number;
  /** They were asked to join and have not accepted. */
  readonly asked?: true;
}

interface Known {
  readonly members: ReadonlyMap<UserId, KnownMember>;
  readonly rights: GroupRights;
  /** The same as stored. */
  readonly stored: string;
}

export interface FoundMembership extends KnownMember {
  readonly membership: Membership;
  readonly rights: string;
}

/**
 * Members and decisions of the conversations in use. Forgotten at each change made by this process, and after some seconds
 * because another instance may have changed them; the database checks both again inside each transaction.
 * @param monotonic ms, never set back
 */
export const createMemberships = (
  facts: Pick<StoredMemberships, 'members'> & Pick<Conversations, 'conversation'>,
  monotonic: () => number,
) => {
  const known = new Map<ConversationId, { readonly at: number; readonly loaded: Promise<Known> }>();

  const read = async (id: ConversationId): Promise<Known> => {
    const [rows, conversation] = await Promise.all([facts.members(id), facts.conversation(id)]);
    const stored = conversation?.rights ?? '{}';
    const members = new Map(
      rows.map(({ userId, number: _number, conversationId: _id, ...member }) => [userId, member]),
    );
    return { members, rights: parseRights(JSON.parse(stored)), stored };
  };
  const load = (id: ConversationId): Promise<Known> => {
    const loaded = read(id);
    known.delete(id);
    known.set(id, { at: monotonic(), loaded });
    loaded.catch(() => known.delete(id));
    for (const oldest of known.keys()) {
      if (known.size <= MAX_CONVERSATIONS) break;
      known.delete(oldest);
    }
    return loaded;
  };
  const of = (id: ConversationId): Promise<Known> => {
    const found = known.get(id);
    return found === undefined || found.at + FRESH_MS < monotonic() ? load(id) : found.loaded;
  };

  const find = (
    id: ConversationId,
    userId: UserId,
    { members, rights, stored }: Known,
  ): FoundMembership | undefined => {
    const member = members.get(userId);
    if (member === undefined) return undefined;
    return { ...member, membership: { kind: kindOf(id), role: member.role, rights }, rights: stored };
  };

  return {
    of: async (id: ConversationId): Promise<Known['members']> => (await of(id)).members,
    membershipOf: async (id: ConversationId, userId: UserId): Promise<FoundMembership | undefined> =>
      // Another instance may have added them a moment ago: memory alone never refuses.
      find(id, userId, await of(id)) ?? find(id, userId, await load(id)),
    forget: (id: ConversationId): void => void known.delete(id),
    forgetAll: (): void => known.clear(),
  };
};
export type Memberships = ReturnType<typeof createMemberships>;
