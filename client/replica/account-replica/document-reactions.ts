import { parseMessageId } from '../../../shared/ids/ulid.ts';
import type { DocumentChanged, DocumentEvent, ReplicaDocument } from '../documents/replica-document.ts';
import { forgetFoundAgain } from '../rebase/found-again.ts';
import type { Reactions } from './events.ts';
import { conversationOf, type Parts } from './parts.ts';

/** A person's change shows in the same turn, and is sent if there is a connection. */
const documentChanged = (
  { account, rowNotes, expiry, refresh, session, localState, pool, search, uploads }: Parts,
  { live, messages, local }: DocumentChanged,
): void => {
  const id = conversationOf(live);
  if (id === undefined) account.changed(live, local);
  else {
    if (messages !== undefined || live.address.kind === 'chapter') rowNotes.refresh(id, live);
    expiry.refresh(live, messages);
    forgetFoundAgain({ localState, pool }, live);
    search.documentChanged({ live, messages });
    uploads.documentChanged(live, messages);
    refresh.conversation(id, local);
  }
  if (!local) return;
  refresh.topic('connection', true);
  // A document on no screen is not attached, and nothing else would ask for it soon.
  const at = live.attachment?.state();
  if (at !== 'open' && at !== 'authenticating') session.pump();
};

/** Reads again what was read before the bodies were open. */
const bodiesOpened = ({ account }: Parts, live: ReplicaDocument, about: ReadonlySet<string>): void => {
  if (live.address.kind === 'account') account.opened(live, about);
  else live.index?.reread([...about].flatMap((id) => parseMessageId(id) ?? []));
};

const documentProgressed = ({ screens, refresh, receipts, upkeep }: Parts, live: ReplicaDocument): void => {
  refresh.topic('connection');
  const id = conversationOf(live);
  if (id === undefined) return;
  for (const topic of screens.topics(id)) refresh.topic(topic);
  refresh.row(id);
  if (live.saver.saved() !== live.saver.version()) return;
  const seq = live.index?.newestSeq() ?? 0;
  if (seq > 0) receipts.raise(id, { delivered: seq });
  upkeep.settle(live);
};

export const documentSynced = (
  { accountName, account, starred, fetching, upkeep, changes }: Parts,
  live: ReplicaDocument,
  version: number,
): void => {
  if (live.name === accountName() && !live.needsRebase) account.carry(live);
  starred.synced(live);
  fetching.synced(live);
  upkeep.synced(live, version);
  changes.settled(live);
};

/** A document of a conversation looks different. */
export const refreshDocument = ({ refresh }: Parts, live: ReplicaDocument): void => {
  const id = conversationOf(live);
  if (id !== undefined) refresh.conversation(id);
};

export const documentReactions = (parts: Parts): Reactions<DocumentEvent> => ({
  'document-opened': ({ live }) => {
    parts.session.adopt(live);
    parts.search.wake();
    parts.expiry.refresh(live);
  },
  'document-changed': (event) => documentChanged(parts, event),
  'bodies-opened': ({ live, about }) => bodiesOpened(parts, live, about),
  'document-progressed': ({ live }) => documentProgressed(parts, live),
  'document-complete': ({ live }) => {
    parts.search.wake();
    refreshDocument(parts, live);
  },
  'message-due': ({ id }) => {
    parts.search.wake();
    parts.refresh.conversation(id);
  },
  'documents-wanted': () => parts.session.pump(),
});
