import type { DocumentName } from '../../../shared/document/name.ts';
import { blobsIn } from '../../../shared/envelope/body.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { arrange, keepUnarchived } from '../account/arrange.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { bodiesOpened, documentChanged, documentProgressed, documentSynced } from './document-reactions.ts';
import type { Emit, ReplicaEvent } from './events.ts';
import { conversationOf, type Parts } from './parts.ts';
import { messagesRead, messageWritten } from './person-reactions.ts';
import { connected, feedReceived } from './server-reactions.ts';

export interface Outside {
  /** The server says that somebody else is signed in now. */
  readonly onAnotherAccount: () => void;
  /** The server says that nobody is, with the code of its answer. */
  readonly onSignedOut: (code: string | undefined) => void;
  /** Databases may be missing that the records speak of. */
  readonly onRecordsRestored: () => void;
}

/** Says for each event what every part does about it, in order. */
export const createReaction = (parts: Parts, outside: Outside): Emit<ReplicaEvent> => {
  const { refresh, session, account, presence, views, changes, contacts, commandEffects, search } = parts;

  const refreshDocument = (live: ReplicaDocument): void => {
    const id = conversationOf(live);
    if (id !== undefined) refresh.conversation(id);
  };
  const settleRecords = (documents: readonly DocumentName[]): void => {
    for (const name of documents) {
      const live = parts.pool.peek(name);
      if (live !== undefined) parts.upkeep.settle(live);
    }
  };

  return (event) => {
    switch (event.type) {
      case 'records-changed':
        parts.notSent.open(event.changes.flatMap(({ kind, key }) => (kind === 'notSent' ? [key] : [])));
        if (event.changes.some(({ kind }) => kind === 'removal')) search.wake();
        parts.uploads.recordsChanged(event.changes);
        return refresh.records(event.changes);
      case 'records-restored':
        return outside.onRecordsRestored();
      case 'session-updated':
        return refresh.topic('session');
      case 'another-account':
        return outside.onAnotherAccount();
      case 'epoch-begun':
      case 'account-replaced':
      case 'person-blocked':
        search.wake();
        return refresh.all();

      case 'document-opened':
        session.adopt(event.live);
        search.wake();
        return parts.expiry.refresh(event.live);
      case 'document-changed':
        return documentChanged(parts, event);
      case 'bodies-opened':
        return bodiesOpened(parts, event.live, event.about);
      case 'latest-opened':
        for (const id of event.ids) refresh.row(parseConversationId(id));
        return;
      case 'document-progressed':
        return documentProgressed(parts, event.live);
      case 'document-complete':
        search.wake();
        return refreshDocument(event.live);
      case 'message-due':
        search.wake();
        return refresh.conversation(event.id);
      case 'documents-wanted':
      case 'outbox-signed-out':
        return session.pump();

      case 'connection-changed':
        parts.connectivity.become(event.state);
        search.wake();
        parts.uploads.run();
        return refresh.all();
      case 'connected':
        return connected(parts);
      case 'disconnected':
        presence.disconnected();
        return parts.typing.clear();
      case 'feed-received':
        feedReceived(parts, event.page);
        return search.wake();
      case 'typing-received': {
        const id = parseConversationId(event.message.conversationId);
        if (id !== undefined) parts.typing.receive(id, event.message.number, event.message.typing);
        return;
      }
      case 'signed-out':
        return outside.onSignedOut(event.code);

      case 'document-authenticated':
        if (event.live.address.kind === 'conversation') presence.announce(event.live.address.conversationId);
        return parts.rebases.authenticated(event.live);
      case 'document-synced':
        documentSynced(parts, event.live, event.version);
        return refreshDocument(event.live);
      case 'document-acknowledged':
        changes.settled(event.live);
        parts.upkeep.acked(event.live);
        return refresh.topic('connection');
      case 'document-refused':
        return parts.rebases.refused(event.live, event.refusal);
      case 'document-denied':
        return parts.rebases.denied(event.live, event.reason);
      case 'awareness-received':
        if (event.live.address.kind === 'conversation')
          presence.receive(event.live.address.conversationId, event.update);
        return;
      case 'rebase-ended':
        // The server may have acknowledged what was written again before the rebase was over.
        changes.settled(event.live);
        search.wake();
        // Messages may wait for their files again.
        parts.uploads.run();
        refreshDocument(event.live);
        refresh.topic('not-sent');
        refresh.topic('connection');
        return session.pump();
      case 'unsent-moved':
        refresh.topic('not-sent');
        refresh.topic('connection');
        return refresh.conversation(event.id);

      case 'command-accepted':
        commandEffects.accepted(event.command);
        return session.pump();
      case 'command-refused':
        return commandEffects.refused(event.command);
      case 'command-cancelled':
      case 'command-dismissed':
        return commandEffects.withdrawn(event.command);
      case 'command-settled':
        return commandEffects.settled(event.command);
      case 'outbox-changed':
        search.wake();
        if (contacts.refresh()) refresh.all();
        refresh.topic('outbox');
        return refresh.topic('connection');
      case 'change-settled':
        refresh.conversation(event.id);
        return refresh.topic('outbox');

      case 'account-opened':
        keepUnarchived(parts, parts.directory.ids());
        parts.privacy.refresh();
        return session.pump();
      case 'row-arranged':
        return refresh.row(event.id, event.now);
      case 'messages-marked':
        search.wake();
        return refresh.conversation(event.id, event.now);
      case 'thread-draft-changed':
        for (const topic of parts.screens.threads(event.id)) refresh.topic(topic, event.now);
        return;
      case 'preferences-changed':
        refresh.topic('preferences', event.now);
        return parts.privacy.refresh();
      case 'privacy-changed':
        refresh.all();
        return presence.visibilityChanged();
      case 'profile-changed':
        return refresh.profile();
      case 'presence-changed':
        refresh.row(event.id);
        return refresh.topic(`conversation/${event.id}`);
      case 'typing-changed':
      case 'row-chapter-opened':
        return refresh.row(event.id);
      case 'mute-ended':
        refresh.row(event.id);
        return keepUnarchived(parts, [event.id]);

      case 'conversation-shown':
        views.opened(event.id);
        presence.join(event.id);
        if (account.state.arrangement(event.id).unreadAt !== undefined)
          void arrange(parts, event.id, { markedUnread: false });
        return;
      case 'conversation-hidden':
        views.left(event.id);
        return presence.leave(event.id);
      case 'window-changed':
        refresh.conversation(event.id);
        return session.pump();
      case 'documents-left':
        settleRecords(event.documents);
        return session.pump();
      case 'search-progressed':
        return refresh.topic(event.topic);

      case 'message-written':
        return messageWritten(parts, event);
      case 'message-kept':
        return refresh.conversation(event.id);
      case 'message-published':
        parts.rowNotes.written(event.id, event.messageId, event.body);
        parts.uploads.published(event.id, event.messageId, blobsIn(event.body));
        refresh.conversation(event.id);
        return session.pump();
      case 'uploads-changed':
        return refresh.topic('uploads', event.now);
      case 'messages-read':
        return messagesRead(parts, event.id, event.seq);
      case 'not-sent-changed':
        refresh.topic('not-sent', true);
        refresh.topic('connection', true);
        for (const id of parts.screens.conversations()) refresh.topic(`timeline/${id}`, true);
        return;
      default:
        return event satisfies never;
    }
  };
};
