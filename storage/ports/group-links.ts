import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { GroupLink, Joined, LinkTarget } from '../../shared/protocol/http-groups.ts';
import type { MemberOutcome, MemberRefusal } from './memberships.ts';

export interface NewGroupLink {
  readonly linkId: string;
  /** SHA-256 of the token. */
  readonly digest: Uint8Array;
  readonly approval: boolean;
  /** ms since 1970 */
  readonly expiresAt: number | undefined;
  readonly uses: number | undefined;
}

export type JoinOutcome =
  | (Extract<MemberOutcome, { kind: 'done' }> & {
      readonly conversationId: ConversationId;
      readonly state: Joined['state'];
    })
  | { readonly kind: 'refused'; readonly code: 'link-gone' | 'group-full' | 'too-many' };

/** Links into groups, and requests to join. */
export interface GroupLinks {
  createLink(id: ConversationId, by: UserId, link: NewGroupLink, at: number): Promise<GroupLink | MemberRefusal>;
  /** Links that still lead into the group. */
  links(id: ConversationId, by: UserId, at: number): Promise<readonly GroupLink[] | MemberRefusal>;
  revokeLink(id: ConversationId, by: UserId, linkId: string): Promise<MemberRefusal | undefined>;
  /** What a link leads to; undefined for a link that no longer works. */
  linkTarget(digest: Uint8Array, at: number): Promise<LinkTarget | undefined>;
  join(digest: Uint8Array, userId: UserId, at: number): Promise<JoinOutcome>;
  /** A declined person may ask again a day later; until then their request looks as if it waited. */
  answerRequest(id: ConversationId, by: UserId, who: UserId, accept: boolean, at: number): Promise<MemberOutcome>;
}
