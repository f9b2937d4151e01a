import { accountDocument, type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../../shared/ids/account.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Limits } from '../../../shared/protocol/limits.ts';
import { createAccountKeeper } from '../account/account-keeper.ts';
import { createContacts } from '../account/contacts.ts';
import { createOwnProfile } from '../account/own-profile.ts';
import { createPrivacy } from '../account/privacy.ts';
import { createBodies } from '../bodies/bodies.ts';
import type { BodyScheme } from '../bodies/body-scheme.ts';
import type { ConversationDeps } from '../commands/conversation-commands.ts';
import { publishMessage, writtenIn } from '../commands/message-commands.ts';
import { removeMessage } from '../commands/remove-message.ts';
import { publishLeft, sentState } from '../commands/send-message.ts';
import { createDirectory } from '../directory.ts';
import { databaseNameOf } from '../documents/database-names.ts';
import { createExpiryKeeper } from '../documents/expiry-keeper.ts';
import { createPool } from '../documents/pool.ts';
import type { DocumentDeps } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import { createNotSentKeeper } from '../not-sent-keeper.ts';
import { createChanges } from '../outbox/changes.ts';
import { createOptimisticState } from '../outbox/optimistic-state.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { createReceiptKeeper } from '../outbox/receipts.ts';
import { createRemovals } from '../outbox/removals.ts';
import { createPendingMessages } from '../pending/pending-messages.ts';
import type { Api, Clock, Disk, Files, Network, Pictures, Random } from '../ports.ts';
import { unsentChanges } from '../projections/connection-of.ts';
import type { WindowSizes } from '../projections/timeline-window.ts';
import { createMembershipEnd } from '../rebase/membership-end.ts';
import { createRowNotes } from '../row-notes.ts';
import { createUploads } from '../uploads/uploads.ts';
import { createConnectivity } from './connectivity.ts';
import type { Emit, ReplicaEvent } from './events.ts';

/** What every part stands on. */
export interface Base {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly disk: Disk;
  readonly pictures: Pictures | undefined;
  readonly loadFiles: () => Promise<Files>;
  readonly limits: Limits;
  readonly scheme: BodyScheme;
  readonly localState: LocalState;
  /** The device's number. */
  readonly device: number;
  readonly userId: UserId;
  /** The account's number. */
  readonly me: AccountNumber;
  readonly dayOf: (at: number) => number;
  readonly window: WindowSizes;
  /** When the search begins to read chapters by itself, ms after the start; undefined: when somebody searches. */
  readonly searchAfter: number | undefined;
  /** What the device's language calls a deleted account; empty as long as no tab has told it. */
  readonly goneName: () => string;
  readonly isStopped: () => boolean;
  readonly emit: Emit<ReplicaEvent>;
}

export type LocalParts = ReturnType<typeof createLocalParts>;

/** What is on this device and what a person asked for: documents, outbox, account and the directory that joins them. */
export const createLocalParts = (base: Base) => {
  const { clock, random, api, localState, userId, me, emit } = base;
  const connectivity = createConnectivity(clock, localState.session().asOf);
  const accountName = (): DocumentName => accountDocument(userId, localState.session().generation);
  const bodies = createBodies({ scheme: base.scheme, timers: clock, disk: base.disk, userId });
  const documentDeps: DocumentDeps = {
    bodies,
    clock,
    random,
    disk: base.disk,
    localState,
    me,
    databaseName: (name, generation) => databaseNameOf(userId, name, generation),
    epoch: () => localState.session().epoch,
    emit,
  };
  const pool = createPool(documentDeps);
  const { peek } = pool;
  const expiry = createExpiryKeeper({ clock, localState, pool, emit });
  const account = createAccountKeeper({
    clock,
    me,
    device: base.device,
    seal: bodies.seal,
    localState,
    pool,
    name: accountName,
    emit,
  });
  const optimistic = createOptimisticState({ localState, clock, emit });
  const outbox = createOutbox({
    localState,
    optimistic,
    api,
    clock,
    random,
    hasUnsent: (id) =>
      unsentChanges(localState, peek, id) > 0 ||
      localState.tables.pending.keys().some((key) => key.startsWith(`${id}/`)),
    emit,
  });
  const changes = createChanges({ localState, clock, peek, optimistic });
  const { isOnline } = connectivity;
  const privacy = createPrivacy({ localState, api, outbox, account, isOnline, clock, emit });
  const profile = createOwnProfile({ localState, outbox, optimistic, pictures: base.pictures, emit });
  const contacts = createContacts({ localState, me, optimistic });
  const directory = createDirectory({
    localState,
    limits: base.limits,
    me: { userId, number: me },
    myself: profile.me,
    peek,
    readReceipts: () => privacy.wished().readReceipts,
    optimistic,
  });
  const writing: ConversationDeps = {
    clock,
    random,
    me,
    device: base.device,
    seal: bodies.seal,
    directory,
    pool,
    localState,
    outbox,
    optimistic,
    changes,
    userId,
  };
  const removals = createRemovals(localState, clock, (place) => removeMessage(writing, place));
  const receipts = createReceiptKeeper(localState, api, clock, (id) => {
    const parsed = parseConversationId(id);
    return parsed !== undefined && directory.isOpenable(parsed) && directory.get(parsed)?.kind !== 'notes';
  });
  const membershipEnd = createMembershipEnd({
    localState,
    directory,
    pool,
    me,
    changes,
    draftOf: (id) => account.drafts.get(id).text,
    emit,
  });
  const pending = createPendingMessages({
    clock,
    localState,
    me,
    chapterIn: (id) => {
      const address = parseDocumentName(directory.chapterForWriting(id));
      return address?.kind === 'chapter' ? address.chapter : 0;
    },
    isWritten: (id, messageId) => writtenIn(writing, id, messageId) !== undefined,
    publish: (...given) => publishMessage(writing, ...given),
    publishLeft: (...given) => publishLeft(writing, ...given),
    notSent: membershipEnd.notSent,
    emit,
  });
  const uploads = createUploads({
    clock,
    random,
    localState,
    userId,
    loadFiles: base.loadFiles,
    pending,
    isOnline,
    sentState: (...message) => sentState(writing, ...message),
    titleOf: (id) => directory.get(id)?.title ?? '',
    emit,
  });
  const notSent = createNotSentKeeper({ localState, bodies, emit });
  return {
    notSent,
    connectivity,
    accountName,
    bodies,
    seal: bodies.seal,
    documentDeps,
    pool,
    expiry,
    account,
    optimistic,
    outbox,
    changes,
    privacy,
    profile,
    contacts,
    directory,
    removals,
    receipts,
    membershipEnd,
    pending,
    uploads,
    rowNotes: createRowNotes(clock, localState, directory, peek),
    /** Changes and commands that the server does not have. */
    unsent: (): number => outbox.size() + removals.size() + pending.size() + unsentChanges(localState, peek),
  };
};
