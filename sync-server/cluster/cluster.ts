import type { DocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { BucketSize, TokenBuckets } from '../rate-limits/token-buckets.ts';
import type { UsedCodes } from '../sign-in/used-codes.ts';

/**
 * What one instance of the server tells all instances, itself included. An event only makes an instance check sooner: the
 * database decides, and no event is believed against it.
 */
export type ClusterEvent =
  /** Facts of these accounts changed: their devices are told. */
  | { readonly kind: 'facts-changed'; readonly userIds: readonly UserId[] }
  /** Members, roles or permissions of a conversation changed. */
  | { readonly kind: 'members-changed'; readonly conversationId: ConversationId }
  /** An account may no longer have a conversation's documents open; without an account: nobody may. */
  | { readonly kind: 'member-removed'; readonly conversationId: ConversationId; readonly userId?: UserId | undefined }
  /** A group was deleted: its contents are removed from the disk. */
  | { readonly kind: 'group-deleted' }
  /** One of these accounts blocks another of them now, or no longer does. */
  | { readonly kind: 'blocks-changed'; readonly userIds: readonly UserId[] }
  /** The session was revoked or signed out. */
  | { readonly kind: 'session-ended'; readonly sessionId: string }
  /** The journal has a new row of a document: instances that have it open read it. */
  | { readonly kind: 'document-written'; readonly document: DocumentName; readonly version: number }
  /** An account document has moved on to this generation. */
  | { readonly kind: 'generation-began'; readonly userId: UserId; readonly generation: number }
  /** Events of other instances may have been lost for a while. An instance hears this from its own cluster only. */
  | { readonly kind: 'events-missed' }
  /** An older database was put back: devices begin with the new epoch. */
  | { readonly kind: 'epoch-changed' }
  /** Something that is stored nowhere, for the devices of these accounts that follow their feed. */
  | { readonly kind: 'told'; readonly userIds: readonly UserId[]; readonly message: ServerMessage };

/**
 * Takes an event. What another instance told is checked against the database before anything is closed by it.
 */
export type HearEvent = (event: ClusterEvent, by: 'self' | 'other') => void | Promise<void>;

/** All instances of one server, as one instance sees them. */
export interface Cluster {
  /** Tells every instance. @returns when this instance has handled the event */
  tell(event: ClusterEvent): Promise<void>;
  /** Receives events; one listener per instance. */
  listen(hear: HearEvent): void;
  /** This instance opens a document, until `closed`. @returns whether another instance has it open, or that is unknown */
  opened(document: string): Promise<boolean>;
  closed(document: string): void;
  /** Counted over all instances. */
  readonly createTokenBuckets: (name: string, size: BucketSize) => TokenBuckets;
  /** The same for all instances. */
  readonly usedCodes: UsedCodes;
  /** Whether events of the others arrive. */
  isLinked(): boolean;
  /** Takes leave of the others. */
  close(): Promise<void>;
}
