import type { DocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Cluster } from './cluster.ts';

/** What all instances are told after facts changed. */
export interface Announce {
  notify(userIds: Iterable<UserId>): void;
  membersChanged(conversationId: ConversationId): void;
  /** @returns when this instance no longer shows presence across a new block */
  blocksChanged(userIds: readonly UserId[]): Promise<void>;
  /** Closes the documents that an account has open of a conversation; without an account: everybody's. */
  removed(conversationId: ConversationId, userId?: UserId): void;
  sessionEnded(sessionId: string): void;
  groupDeleted(): void;
  /** The account document has moved on to this generation. */
  generationBegan(userId: UserId, generation: number): void;
  written(document: DocumentName, version: number): void;
}

/** @param onError called for an event that this instance failed to handle */
export const createAnnounce = (cluster: Pick<Cluster, 'tell'>, onError: (error: unknown) => void): Announce => {
  const tell = (event: Parameters<Cluster['tell']>[0]): void => void cluster.tell(event).catch(onError);
  return {
    notify: (userIds) => tell({ kind: 'facts-changed', userIds: [...userIds] }),
    membersChanged: (conversationId) => tell({ kind: 'members-changed', conversationId }),
    blocksChanged: (userIds) => cluster.tell({ kind: 'blocks-changed', userIds }),
    removed: (conversationId, userId) => tell({ kind: 'member-removed', conversationId, userId }),
    sessionEnded: (sessionId) => tell({ kind: 'session-ended', sessionId }),
    generationBegan: (userId, generation) => tell({ kind: 'generation-began', userId, generation }),
    groupDeleted: () => tell({ kind: 'group-deleted' }),
    written: (document, version) => tell({ kind: 'document-written', document, version }),
  };
};
