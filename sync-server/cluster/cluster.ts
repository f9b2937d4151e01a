import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { BucketSize, TokenBuckets } from '../rate-limits/token-buckets.ts';
import type { UsedCodes } from '../sign-in/used-codes.ts';

/**
 * What one instance of the server tells all instances, itself included. It makes them look sooner: what counts is in the
 * database, and nothing here is believed against it.
 */
export type ClusterEvent =
  /** Facts of these accounts changed: their devices hear of it. */
  | { readonly kind: 'facts-changed'; readonly userIds: readonly UserId[] }
  /** Members, roles or rights of a conversation changed. */
  | { readonly kind: 'members-changed'; readonly conversationId: ConversationId }
  /** Somebody may no longer have a conversation's documents open; without an account: everybody. */
  | { readonly kind: 'member-removed'; readonly conversationId: ConversationId; readonly userId?: UserId | undefined }
  /** A group was deleted: what it held leaves the disk. */
  | { readonly kind: 'group-deleted' }
  /** Somebody of these blocks another of them now, or no longer does. */
  | { readonly kind: 'blocks-changed'; readonly userIds: readonly UserId[] }
  /** Revoked or signed out. */
  | { readonly kind: 'session-ended'; readonly sessionId: string }
  /** An older database was put back: devices begin with the new epoch. */
  | { readonly kind: 'epoch-changed' }
  /** Something that is stored nowhere, for the devices of these accounts that follow their feed. */
  | { readonly kind: 'told'; readonly userIds: readonly UserId[]; readonly message: ServerMessage };

/** All instances of one server, as one of them sees them. */
export interface Cluster {
  /** Tells every instance. @returns when this one has done what it has to do about it */
  tell(event: ClusterEvent): Promise<void>;
  /** What the instances tell; one listener each. */
  listen(hear: (event: ClusterEvent) => void | Promise<void>): void;
  /** Another instance has the document open. */
  isOpenElsewhere(document: string): Promise<boolean>;
  /** Counted over all instances. */
  readonly createTokenBuckets: (name: string, size: BucketSize) => TokenBuckets;
  /** The same for all instances. */
  readonly usedCodes: UsedCodes;
}
