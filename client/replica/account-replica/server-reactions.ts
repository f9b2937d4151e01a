import type { FeedPage } from '../../../shared/protocol/facts.ts';
import { keepUnarchived } from '../account/arrange.ts';
import { applyPage } from '../facts/apply-page.ts';
import { mendConversations } from '../facts/mend-conversations.ts';
import type { Parts } from './parts.ts';

/** Facts go into the records first; what was shown in expectation of them ends, and unsent writing of closed conversations moves. */
export const feedReceived = (parts: Parts, page: FeedPage): void => {
  const { localState, expiry, optimistic, refresh, membershipEnd } = parts;
  const { changed: ids, left, people } = applyPage(localState, page);
  const isClockSet = expiry.heard(page.at);
  for (const id of ids) expiry.noteHead(id);
  for (const id of ids) optimistic.factsArrived(id);
  for (const id of ids) refresh.conversation(id);
  if (people || isClockSet) refresh.all();
  keepUnarchived(parts, ids);
  for (const id of left) void membershipEnd.moveUnsentToNotSent(id, 'not-a-member', true);
};

/** With fresh facts it is known what has to be made again, moved or asked. */
export const connected = ({
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
