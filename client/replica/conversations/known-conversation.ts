import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { GroupRights } from '../../../shared/permissions/group-rights.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import type { PersonFact, Role } from '../../../shared/protocol/facts.ts';
import type { ExpectedMember } from '../outbox/expected-members.ts';
import type { FactRecord, LocalRecord } from '../records.ts';

export type KnownMember = ExpectedMember;

export interface Marks {
  readonly delivered: number;
  readonly read: number;
  /** The server has none of it (any more): the state of own stamped messages instead of sent. */
  readonly instead?: 'saved' | 'not-sent' | undefined;
}

/** All that is known of a conversation without opening it: facts, or what was written here before there were any. */
export interface KnownConversation {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  readonly title: string;
  readonly peer: PersonFact | undefined;
  /** SHA-256 of the group's picture, or of the other person's. */
  readonly picture: string | undefined;
  readonly state: 'ready' | 'waiting' | 'refused' | 'left';
  /** One's own, as it will be once the server takes what waits. */
  readonly role: Role;
  /** Oneself among them; as they will be. */
  readonly members: readonly KnownMember[];
  readonly rights: GroupRights;
  /** What newcomers see. */
  readonly history: 'all' | 'joining';
  /** People who ask to join, as far as the member is told. */
  readonly requests: FactRecord['requests'];
  /** Why the person is no longer a member; undefined also when unknown. `by`: undefined for themself. */
  readonly removal: { readonly by: number | undefined; readonly at: number; readonly deleted: boolean } | undefined;
  /** A restored server does not know it, and nobody has made it again. */
  readonly lost: boolean;
  readonly createdAt: number;
  /** Last seq the server gave. */
  readonly seq: number;
  /** Watermarks of all others together: up to where each of them has it, or has read it. */
  readonly marks: Marks;
  /** One's own place, joined with what was read here. */
  readonly read: number;
}

/** What a conversation that only this device knows is shown as. */
export const LOCAL_STATE: { readonly [K in LocalRecord['state']]: KnownConversation['state'] } = {
  waiting: 'waiting',
  created: 'ready',
  refused: 'refused',
  cancelled: 'refused',
};
export const isRefused = ({ state }: LocalRecord): boolean => LOCAL_STATE[state] === 'refused';

export const membershipOf = ({ kind, role, rights }: KnownConversation): Membership => ({
  kind: kind === 'group' ? 'group' : 'direct',
  role,
  rights,
});
