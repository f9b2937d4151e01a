import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { FeedPage } from '../../../shared/protocol/facts.ts';
import { keepUnarchived } from '../account/arrange.ts';
import { applyPage } from '../facts/apply-page.ts';
import { mendConversations } from '../facts/mend-conversations.ts';
import type { SyncEvent } from '../sync/sync-events.ts';
import { documentSynced, refreshDocument } from './document-reactions.ts';
import type { Reactions } from './events.ts';
import type { Parts } from './parts.ts';

/** Facts go into the records first; what was shown in expectation of them ends, and unsent writing of closed conversations moves. */
const feedReceived = (parts: Parts, page: FeedPage): void => {
  const { localState, expiry, optimistic, refresh, membershipEnd } = parts;
  const { changed: ids, left, people } = applyPage(localState, page, parts.goneName());
  const isClockSet = expiry.heard(page.at);
  for (const id of ids) expiry.noteHead(id);
  for (const id of ids) optimistic.factsArrived(id);
  for (const id of ids) refresh.conversation(id);
  if (people || isClockSet) refresh.all();
  keepUnarchived(parts, ids);
  for (const id of left) void membershipEnd.moveUnsentToNotSent(id, 'not-a-member', true);
};

/** With fresh facts it is known what has to be made again, moved or asked. */
const connected = ({
  localState,
  directory,
  outbox,
  clock,
  me,
  membershipEnd,
  receipts,
  privacy,
  uploads,
}: Parts): void => {
  mendConversations({
    localState,
    directory,
    outbox,
    clock,
    me,
    onGone: (id) => void membershipEnd.moveUnsentToNotSent(id, 'server-restored', true),
  });
  membershipEnd.moveUnsentOfClosed();
  outbox.connected();
  uploads.wake();
  receipts.run();
  privacy.refresh();
};

/** @param onSignedOut the server says that nobody is signed in, with the code of its answer */
export const serverReactions = (
  parts: Parts,
  onSignedOut: (code: string | undefined) => void,
): Reactions<SyncEvent> => {
  const { refresh, presence, typing, changes, rebases, search, upkeep } = parts;
  return {
    'connection-changed': ({ state }) => {
      parts.connectivity.become(state);
      search.wake();
      parts.uploads.run();
      refresh.all();
    },
    connected: () => connected(parts),
    disconnected: () => {
      presence.disconnected();
      typing.clear();
    },
    'feed-received': ({ page }) => {
      feedReceived(parts, page);
      search.wake();
    },
    'typing-received': ({ message }) => {
      const id = parseConversationId(message.conversationId);
      if (id !== undefined) typing.receive(id, message.number, message.typing);
    },
    'signed-out': ({ code }) => onSignedOut(code),
    'document-authenticated': ({ live }) => {
      if (live.address.kind === 'conversation') presence.announce(live.address.conversationId);
      rebases.authenticated(live);
    },
    'document-synced': ({ live, version }) => {
      documentSynced(parts, live, version);
      refreshDocument(parts, live);
    },
    'document-acknowledged': ({ live }) => {
      changes.settled(live);
      upkeep.acked(live);
      refresh.topic('connection');
    },
    'document-refused': ({ live, refusal }) => rebases.refused(live, refusal),
    'document-denied': ({ live, reason }) => rebases.denied(live, reason),
    'awareness-received': ({ live, update }) => {
      if (live.address.kind === 'conversation') presence.receive(live.address.conversationId, update);
    },
  };
};
