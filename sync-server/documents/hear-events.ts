import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { AdmissionPath } from '../admission/admission-path.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import type { HearEvent } from '../cluster/cluster.ts';
import type { Documents } from '../hocuspocus/create-documents.ts';
import type { Runner } from '../own-writes/runner.ts';
import type { EventStreams } from '../programs/event-streams.ts';
import type { Connections } from './connections.ts';
import type { FeedPush } from './feed-push.ts';
import type { HistoryCheck } from './history-check.ts';
import type { Memberships } from './memberships.ts';
import type { Unseen } from './unseen.ts';

export interface HearEventsDependencies {
  readonly documents: Pick<Documents, 'withLoaded'>;
  readonly catchUp: AdmissionPath['catchUp'];
  readonly memberships: Pick<Memberships, 'of' | 'forget' | 'forgetAll'>;
  readonly connections: Connections;
  readonly eventStreams: Pick<EventStreams, 'closeSession' | 'closeAll'>;
  readonly feedPush: Pick<FeedPush, 'notify' | 'notifyAll' | 'tell'>;
  readonly history: Pick<HistoryCheck, 'look'>;
  readonly unseen: Pick<Unseen, 'by' | 'changed' | 'allChanged'>;
  readonly events: Pick<Runner, 'poke'>;
  readonly purger: Pick<Runner, 'poke'>;
  /** Some session has ended: no remembered look-up holds any more. */
  readonly forgetSessions: () => void;
  readonly onError: (error: unknown) => void;
}

/** What an instance does about each cluster event, its own included. */
export const createHearEvents = (deps: HearEventsDependencies): HearEvent => {
  const { documents, memberships, connections, eventStreams, feedPush, unseen, events, purger } = deps;

  const catchUp = (live: ServerDocument): Promise<void> => live.queue.run(() => deps.catchUp(live)).catch(deps.onError);
  const tell = (userIds: readonly UserId[], message: ServerMessage): void =>
    feedPush.tell(
      userIds.filter((userId) => message.type !== 'typing' || !unseen.by(userId).has(message.number)),
      message,
    );
  /** Another instance says who is typing: only members of that conversation are told. */
  const tellMembers = async (userIds: readonly UserId[], message: ServerMessage): Promise<void> => {
    const id = message.type === 'typing' ? parseConversationId(message.conversationId) : undefined;
    if (id === undefined) return;
    const members = await memberships.of(id);
    tell(
      userIds.filter((userId) => members.has(userId)),
      message,
    );
  };
  const recheckMembers = (id: ConversationId, userId: UserId | undefined): Promise<void> =>
    connections.recheckSome(
      ({ access }) =>
        access.address.kind !== 'account' &&
        access.address.conversationId === id &&
        (userId === undefined || access.userId === userId),
    );

  const closeIfEpochChanged = async (): Promise<void> => {
    if (!(await deps.history.look())) return;
    eventStreams.closeAll();
    connections.closeAll('epoch-changed');
  };
  const lookAtEverything = async (): Promise<void> => {
    memberships.forgetAll();
    deps.forgetSessions();
    documents.withLoaded(catchUp);
    feedPush.notifyAll();
    events.poke();
    purger.poke();
    await closeIfEpochChanged();
    await unseen.allChanged();
    // Their programs come back, and are let in or not.
    eventStreams.closeAll();
    await connections.recheck();
  };

  return (event, by) => {
    switch (event.kind) {
      case 'facts-changed':
        return feedPush.notify(event.userIds);
      case 'members-changed':
        memberships.forget(event.conversationId);
        return events.poke();
      case 'member-removed':
        memberships.forget(event.conversationId);
        return by === 'self'
          ? connections.closeConversation(event.conversationId, event.userId)
          : recheckMembers(event.conversationId, event.userId);
      case 'group-deleted':
        return purger.poke();
      case 'blocks-changed':
        return unseen.changed(event.userIds);
      case 'session-ended':
        deps.forgetSessions();
        eventStreams.closeSession(event.sessionId);
        return by === 'self'
          ? connections.closeSession(event.sessionId)
          : connections.recheckSome(({ identity }) => identity.sessionId === event.sessionId);
      case 'document-written':
        return documents.withLoaded(
          (live) => (live.version < event.version ? catchUp(live) : undefined),
          event.document,
        );
      case 'generation-began':
        return by === 'self'
          ? connections.closeGenerations(event.userId, event.generation)
          : connections.recheckSome(
              ({ access }) => access.address.kind === 'account' && access.userId === event.userId,
            );
      case 'epoch-changed':
        if (by !== 'self') return closeIfEpochChanged();
        eventStreams.closeAll();
        return connections.closeAll('epoch-changed');
      case 'told':
        return by === 'self' ? tell(event.userIds, event.message) : tellMembers(event.userIds, event.message);
      case 'events-missed':
        return lookAtEverything();
    }
  };
};
