import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Cluster } from './cluster.ts';

/** What is told to all instances after facts changed. */
export interface Announce {
  notify(userIds: Iterable<UserId>): void;
  membersChanged(conversationId: ConversationId): void;
  /** @returns when nobody who is connected here is shown to whom they block */
  blocksChanged(userIds: readonly UserId[]): Promise<void>;
  /** Closes what somebody has open of a conversation; without an account: everybody. */
  removed(conversationId: ConversationId, userId?: UserId): void;
  sessionEnded(sessionId: string): void;
  groupDeleted(): void;
}

/** @param onError of an event that only this instance could not take */
export const createAnnounce = (cluster: Pick<Cluster, 'tell'>, onError: (error: unknown) => void): Announce => {
  const tell = (event: Parameters<Cluster['tell']>[0]): void => void cluster.tell(event).catch(onError);
  return {
    notify: (userIds) => tell({ kind: 'facts-changed', userIds: [...userIds] }),
    membersChanged: (conversationId) => tell({ kind: 'members-changed', conversationId }),
    blocksChanged: (userIds) => cluster.tell({ kind: 'blocks-changed', userIds }),
    removed: (conversationId, userId) => tell({ kind: 'member-removed', conversationId, userId }),
    sessionEnded: (sessionId) => tell({ kind: 'session-ended', sessionId }),
    groupDeleted: () => tell({ kind: 'group-deleted' }),
  };
};
