import { accountDocument, type DocumentName } from '../../shared/document/name.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { type ConversationId, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import type { ThreadPlace } from '../channel/commands.ts';
import type {
  Connection,
  ConversationRow,
  ConversationView,
  Me,
  NotSentEntry,
  OutboxEntry,
  Preferences,
} from '../channel/projections.ts';
import type { Topic } from '../channel/protocol.ts';
import { type AccountKeeper, createAccountKeeper } from './account/account-keeper.ts';
import { writeArrangement } from './account/arrangement.ts';
import { type Contacts, createContacts } from './account/contacts.ts';
import type { MarkingDeps } from './account/mark-messages.ts';
import { createOwnProfile, type OwnProfile } from './account/own-profile.ts';
import { createPrivacy, type Privacy } from './account/privacy.ts';
import { createStarredMessages, type StarredMessages } from './account/starred-messages.ts';
import { createTypingElsewhere } from './account/typing-elsewhere.ts';
import { acceptStranger } from './commands/accept-stranger.ts';
import type { ConversationDeps } from './commands/conversation-commands.ts';
import { removeMessage } from './commands/remove-message.ts';
import { createDirectory, type Directory } from './directory.ts';
import { databaseNameOf, databasesOf } from './documents/database-names.ts';
import { createExpiryKeeper } from './documents/expiry-keeper.ts';
import { createFetching, type Fetching } from './documents/fetching.ts';
import { matchDatabases } from './documents/match-databases.ts';
import { createPool, type Pool } from './documents/pool.ts';
import { createRecordUpkeep } from './documents/record-upkeep.ts';
import type { DocumentChange, ReplicaDocument } from './documents/replica-document.ts';
import { applyPage, forgetPlaces } from './facts/apply-page.ts';
import { mendConversations } from './facts/mend-conversations.ts';
import type { LocalState } from './local-state.ts';
import { type Changes, createChanges } from './outbox/changes.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createOutboxEvents } from './outbox/outbox-events.ts';
import { createReceiptKeeper } from './outbox/receipts.ts';
import { createRemovals, type Removals } from './outbox/removals.ts';
import { createOwnData, type OwnData } from './own-data/own-data.ts';
import type { Api, Clock, Disk, Network, Pictures, Random } from './ports.ts';
import { createPresenceKeeper } from './presence-keeper.ts';
import { connectionOf, unsentChanges } from './projections/connection-of.ts';
import { createConversationRows } from './projections/conversation-rows.ts';
import { createConversationViews } from './projections/conversation-views.ts';
import { notSentEntries } from './projections/not-sent-entries.ts';
import { outboxEntries } from './projections/outbox-entries.ts';
import type { WindowSizes } from './projections/timeline-window.ts';
import { createMembershipEnd } from './rebase/membership-end.ts';
import type { RebaseDeps } from './rebase/rebase.ts';
import { createRebaseStarter } from './rebase/rebase-starter.ts';
import { createRowNotes } from './row-notes.ts';
import { createScreens, type Screens } from './screens.ts';
import { createSyncSession, type SyncSession } from './sync/session.ts';
import { createWanted } from './sync/wanted.ts';
import { createWhatChanged } from './what-changed.ts';

export interface AccountReplicaDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly disk: Disk;
  readonly pictures: Pictures | undefined;
  readonly limits: Limits;
  readonly localState: LocalState;
  /** The device's number. */
  readonly device: number;
  readonly dayOf: (at: number) => number;
  readonly window: WindowSizes;
  /** A projection looks different now; at once when a person just did it here. */
  readonly changed: (topic: Topic, now: boolean) => void;
  /** The server says that somebody else is signed in now. */
  readonly onAnotherAccount: () => void;
  /** The server says that nobody is, with the code of its answer. */
  readonly onSignedOut: (code: string | undefined) => void;
}

export interface AccountReplica {
  readonly userId: UserId;
  /** The account document is open, or takes too long. */
  readonly ready: Promise<void>;
  readonly me: () => Me;
  readonly commands: ConversationDeps;
  readonly account: AccountKeeper;
  readonly marking: MarkingDeps;
  readonly privacy: Privacy;
  readonly contacts: Contacts;
  readonly profile: OwnProfile;
  readonly starred: StarredMessages['list'];
  readonly ownData: OwnData;
  readonly localState: LocalState;
  readonly outbox: Outbox;
  readonly changes: Changes;
  readonly removals: Removals;
  readonly connection: () => Connection;
  readonly conversations: () => readonly ConversationRow[];
  readonly conversation: (id: ConversationId) => ConversationView | undefined;
  readonly preferences: () => Preferences;
  readonly notSent: () => readonly NotSentEntry[];
  readonly outboxEntries: () => readonly OutboxEntry[];
  readonly screens: Screens;
  /** Without `seq`: up to the newest the server has. */
  readonly markRead: (id: ConversationId, seq?: number) => void;
  readonly setTyping: (id: ConversationId, typing: boolean) => void;
  /** A message was written here. */
  /** @param thread in whose field it was written */
  readonly sent: (id: ConversationId, messageId: MessageId, body: MessageBody, thread?: ThreadPlace) => void;
  readonly changedNotSent: () => void;
  readonly changedAll: () => void;
  readonly unsent: () => number;
  /** The network or a person came back, or somebody signed in. */
  readonly wake: (byPerson?: boolean) => void;
  /** Stops everything; what is on disk stays. */
  readonly stop: () => Promise<void>;
  readonly databases: () => readonly string[];
}

/** A list that is not arranged is better than none. ms */
const READY_WITHIN = 500;
/** Listing databases takes time that the start needs. ms */
const MATCH_AFTER = 2_000;

/** Everything a replica does for one account. Events change state; `changed` says which projections to look at again. */
export const createAccountReplica = (parts: AccountReplicaDeps): AccountReplica => {
  const { clock, random, api, disk, limits, localState, changed } = parts;
  const { tables } = localState;
  const userId = localState.session().userId as UserId;
  const number = localState.session().number as AccountNumber;
  const epoch = () => localState.session().epoch;
  const accountName = () => accountDocument(userId, localState.session().generation);
  const databaseName = (name: DocumentName, generation: number) => databaseNameOf(userId, name, generation);
  /** When the server was last heard of, also by an earlier start. */
  let lastOnline = localState.session().asOf;
  let stateSince = lastOnline;
  let wasOnline = false;
  let stopped = false;

  const conversationOf = (live: ReplicaDocument): ConversationId | undefined =>
    live.address.kind === 'account' ? undefined : live.address.conversationId;

  const what = createWhatChanged({
    localState,
    changed,
    forgetRow: (id) => rows.forget(id),
    conversations: () => directory.ids(),
    topics: (id) => screens.topics(id),
    onScreen: () => screens.conversations(),
    forgetBlocked: () => contacts.forget(),
  });
  const changedRow = what.row;
  const changedConversation = what.conversation;
  const changedAll = what.all;

  // ------------------------------------------------------------ documents

  const onChange = ({ live, messages, local }: DocumentChange): void => {
    const id = conversationOf(live);
    if (id === undefined) account.changed(live, local);
    else {
      if (messages !== undefined || live.address.kind === 'chapter') notes.look(id, live);
      expiry.look(live, messages);
      changedConversation(id, local);
    }
    if (!local) return;
    changed('connection', true);
    // What is on no screen is not attached, and nothing else would ask for it before something else happens.
    const at = live.attachment?.state();
    if (at !== 'open' && at !== 'authenticating') session.pump();
  };

  const onProgress = (live: ReplicaDocument): void => {
    changed('connection', false);
    const id = conversationOf(live);
    if (id === undefined) return;
    for (const topic of screens.topics(id)) changed(topic, false);
    changedRow(id);
    if (live.saver.saved() === live.saver.version()) {
      const seq = live.index?.newestSeq() ?? 0;
      if (seq > 0) receipts.raise(id, { delivered: seq });
      upkeep.settle(live);
    }
  };

  const upkeep = createRecordUpkeep({
    disk,
    databaseName,
    onScreen: () => screens.documents(),
    isStopped: () => stopped,
    held: (live) => {
      const id = conversationOf(live);
      if (id !== undefined) changedConversation(id);
    },
  });

  const deps: RebaseDeps = {
    device: parts.device,
    clock,
    random,
    disk,
    localState,
    me: number,
    databaseName,
    epoch,
    onChange,
    onProgress,
    pool: () => pool,
    membershipIn: (id) => directory.judgedMembershipIn(id),
    chapterFor: (id, refused) => directory.chapterForWriting(id, refused),
    notSent: (id, unwritten) => closing.notSent(id, unwritten),
    dropped: (id, places) => changes.dropped(id, places, directory.isClosed(id) ? 'not-a-member' : 'not-allowed'),
  };
  const pool: Pool = createPool(deps, (live) => {
    session.adopt(live);
    expiry.look(live);
  });
  const expiry = createExpiryKeeper({ clock, localState, pool: () => pool, changed: changedConversation });
  const directory: Directory = createDirectory({
    localState,
    limits,
    me: { userId, number },
    myself: () => profile.me(),
    peek: pool.peek,
    readReceipts: () => privacy.wished().readReceipts,
    expected: () => outbox.expected(),
    changes: (id) => changes.expected(id),
  });
  const changes = createChanges({
    localState,
    clock,
    peek: pool.peek,
    changed: (id) => {
      changedConversation(id);
      changed('outbox', false);
    },
  });

  const contacts = createContacts({ localState, me: number, expected: () => outbox.expected() });

  const notes = createRowNotes(clock, localState, () => directory, pool.peek);

  const here = (live: ReplicaDocument, message: ChapterMessage): 'pending' | 'saved' | 'not-saved' | 'not-sent' => {
    if (live.record.handled.includes(`messages/${message.id}`)) return 'not-sent';
    if (!live.written.has(message.id)) return 'saved';
    return live.saver.failing() || localState.failing() ? 'not-saved' : 'pending';
  };

  const closing = createMembershipEnd({
    localState,
    directory,
    pool: () => pool,
    me: number,
    changes: () => changes,
    draftOf: (id) => account.drafts.get(id).text,
    changed: (id) => {
      changed('not-sent', false);
      changed('connection', false);
      changedConversation(id);
    },
  });

  // ----------------------------------------------------------------- sync

  const wanted = createWanted({
    localState,
    directory,
    peek: pool.peek,
    account: accountName,
    shown: function* () {
      yield* screens.documents();
      yield* starred.wanted();
      yield* fetching.wanted();
    },
  });

  const rebases = createRebaseStarter({
    deps,
    directory,
    wanted: () => wanted,
    isStopped: () => stopped,
    changed: (live) => {
      const id = conversationOf(live);
      if (id !== undefined) changedConversation(id);
      changed('not-sent', false);
      changed('connection', false);
    },
    pump: () => session.pump(),
  });

  const session: SyncSession = createSyncSession({
    device: parts.device,
    clock,
    random,
    network: parts.network,
    api,
    me: number,
    pool: () => pool,
    epoch,
    cursor: () => localState.session().cursor,
    proof: () => localState.session().proof,
    accountDocument: accountName,
    wanted: wanted.documents,
    versionOf: directory.versionOf,
    onFeed: (page) => {
      const { changed: ids, left, people } = applyPage(localState, page);
      expiry.heard(page.at);
      for (const id of ids) expiry.noteHead(id);
      for (const id of ids) {
        outbox.heard(id);
        changes.heard(id);
      }
      for (const id of ids) changedConversation(id);
      if (people) changedAll();
      bringBack(ids);
      for (const id of left) void closing.moveUnsentToNotSent(id, 'not-a-member', true);
    },
    onTyping: ({ conversationId, number: one, typing: isTyping }) => {
      const id = parseConversationId(conversationId);
      if (id !== undefined) typing.receive(id, one, isTyping);
    },
    onEpoch: async (next) => {
      await forgetPlaces(localState, next);
      changedAll();
    },
    onAccountMoved: async () => {
      const result = await api.me();
      if (!result.ok || stopped) return;
      if (result.value.userId !== userId) return parts.onAnotherAccount();
      const { name, email, administrator, generation } = result.value;
      const privacy = { ...result.value.privacy, sign: localState.session().privacy?.sign };
      await localState.commit([], { ...localState.session(), name, email, administrator, generation, privacy });
      changed('session', false);
      await account.open();
    },
    onSignedOut: (code) => parts.onSignedOut(code),
    onState: (state) => {
      if (wasOnline) lastOnline = clock.now();
      wasOnline = state === 'online';
      stateSince = state === 'offline' ? lastOnline : clock.now();
      changedAll();
    },
    onAuthenticated: (live) => {
      if (live.address.kind === 'conversation') presence.announce(live.address.conversationId);
      rebases.authenticated(live);
    },
    onSynced: (live, version) => {
      if (live.name === accountName() && !live.needsRebase) account.carry(live);
      starred.synced(live);
      fetching.synced(live);
      upkeep.synced(live, version);
      changes.settled(live);
      const id = conversationOf(live);
      if (id !== undefined) changedConversation(id);
    },
    onAcked: (live) => {
      upkeep.acked(live);
      changes.settled(live);
      changed('connection', false);
    },
    onRefused: rebases.refused,
    onDenied: rebases.denied,
    onAwareness: (live, update) => {
      if (live.address.kind === 'conversation') presence.receive(live.address.conversationId, update);
    },
    onConnected: () => {
      mendConversations({
        localState,
        directory,
        outbox,
        clock,
        me: number,
        onGone: (id) => void closing.moveUnsentToNotSent(id, 'server-restored', true),
      });
      closing.moveUnsentOfClosed();
      outbox.run();
      receipts.run();
      privacy.look();
    },
    onDisconnected: () => {
      presence.disconnected();
      typing.clear();
    },
  });

  // --------------------------------------------------------------- outbox

  const profileChanged = (): void => {
    changed('session', true);
    changedAll();
  };
  const profile = createOwnProfile({
    localState,
    outbox: () => outbox,
    pictures: parts.pictures,
    changed: profileChanged,
  });

  const outbox = createOutbox(
    localState,
    api,
    clock,
    random,
    createOutboxEvents({
      localState,
      closing: () => closing,
      privacyDone: (command) => privacy.done(command),
      privacyRefused: () => privacyChanged(),
      profileChanged,
      changed: changedConversation,
      blocksChanged: () => {
        contacts.forget();
        changedAll();
      },
      moved: () => {
        if (contacts.refresh()) changedAll();
        changed('outbox', false);
        changed('connection', false);
      },
      hasUnsent: (id) => session.state() === 'online' && unsentChanges(localState, pool.peek, id) > 0,
      pump: () => session.pump(),
    }),
  );
  const commands: ConversationDeps = {
    clock,
    random,
    me: number,
    device: parts.device,
    directory,
    pool: () => pool,
    localState,
    outbox,
    changes,
    userId,
  };
  const removals = createRemovals(localState, clock, (place) => removeMessage(commands, place));
  const receipts = createReceiptKeeper(localState, api, clock, (id) => {
    const parsed = parseConversationId(id);
    return parsed !== undefined && directory.isOpenable(parsed) && directory.get(parsed)?.kind !== 'notes';
  });
  const presence = createPresenceKeeper({
    clock,
    me: number,
    clientId: makeClientId(number, random),
    peek: pool.peek,
    isVisible: () => privacy.wished().lastSeen,
    onChange: (id) => {
      changedRow(id);
      changed(`conversation/${id}`, false);
    },
  });

  // -------------------------------------------------------------- account

  const account = createAccountKeeper(
    { clock, localState, pool: () => pool, name: accountName },
    {
      row: changedRow,
      messages: changedConversation,
      threads: (id, now) => {
        for (const topic of screens.threads(id)) changed(topic, now);
      },
      preferences: (now) => {
        changed('preferences', now);
        privacy.look();
      },
      all: changedAll,
      opened: () => {
        bringBack(directory.ids());
        privacy.look();
        session.pump();
      },
    },
  );
  const arrange = (id: ConversationId, wished: Parameters<typeof writeArrangement>[2]): void =>
    void account.write((doc) =>
      writeArrangement(doc.getMap('preferences'), id, wished, clock.now(), directory.get(id)?.seq ?? 0),
    );
  /** What has come back from the archive stays out of it, also once it is read. */
  const bringBack = (ids: Iterable<ConversationId>): void => {
    for (const id of ids)
      if (account.state.arrangement(id).archivedAt !== undefined && rows.row(id)?.archived === false)
        arrange(id, { archived: false });
  };

  const privacyChanged = (): void => {
    changedAll();
    presence.visibilityChanged();
  };
  const privacy = createPrivacy({
    localState,
    api,
    outbox: () => outbox,
    account,
    isOnline: () => session.state() === 'online',
    now: () => Math.max(0, clock.now()),
    changed: privacyChanged,
  });
  const marking: MarkingDeps = { clock, directory, pool: () => pool, account };
  const isReachable = (id: ConversationId): boolean => session.state() === 'online' && directory.isOpenable(id);
  const fetching: Fetching = createFetching(clock, () => session.pump());
  const ownData = createOwnData({
    clock,
    localState,
    directory,
    pool: () => pool,
    account,
    fetching,
    pictures: parts.pictures,
    me: number,
    isReachable,
    changed: () => changed('own-data', false),
  });
  const starred = createStarredMessages({
    ...marking,
    me: number,
    localState,
    isReachable: (id) => session.state() === 'online' && directory.isOpenable(id),
    pump: () => session.pump(),
  });
  const typing = createTypingElsewhere({
    clock,
    me: number,
    isMember: (id, one) => directory.get(id)?.members.some(({ person }) => person.number === one) === true,
    changed: changedRow,
  });

  // ---------------------------------------------------------- projections

  const rows = createConversationRows({
    localState,
    directory,
    peek: pool.peek,
    me: number,
    here,
    account: account.state,
    contacts,
    isRemoving: (id, messageId) => removals.at(id, messageId) !== undefined,
    draftOf: account.drafts.get,
    open: (id, chapter) =>
      void pool
        .use(chapter)
        .then((live) => {
          pool.release(live);
          changedRow(id);
        })
        .catch(() => {}),
    unmuted: (id) => {
      changedRow(id);
      bringBack([id]);
    },
    clock,
    ahead: () => expiry.ahead(),
    typingIn: function* (id) {
      if (screens.isShown(id)) {
        for (const [one, isTyping] of presence.others(id)) if (isTyping && !contacts.isBlocked(one)) yield one;
      } else for (const one of typing.in(id)) if (!contacts.isBlocked(one)) yield one;
    },
  });

  const views = createConversationViews({
    clock,
    localState,
    directory,
    peek: pool.peek,
    me: number,
    contacts,
    others: (id) => new Map([...presence.others(id)].filter(([one]) => !contacts.isBlocked(one))),
    isLeftOut: (id, message) =>
      contacts.isBlocked(message.by) ||
      account.state.isHidden(id, message.id) ||
      removals.at(id, message.id) !== undefined,
  });

  const screens: Screens = createScreens(
    {
      clock,
      localState,
      directory,
      pool: () => pool,
      me: number,
      dayOf: parts.dayOf,
      sizes: parts.window,
      reachable: (id) => (session.state() === 'online' || session.state() === 'connecting') && directory.isOpenable(id),
      here,
      isStarred: (id, message) => account.state.isStarred(id, message.id),
      isHidden: (id, message) =>
        account.state.isHidden(id, message.id) || (kindOf(id) === 'direct' && contacts.isBlocked(message.by)),
      isBlocked: contacts.isBlocked,
      removingAt: (id, message) => removals.at(id, message.id),
      threadDraft: account.drafts.thread,
      changed: (id) => {
        changedConversation(id);
        session.pump();
      },
    },
    {
      look: (id) => {
        views.opened(id);
        presence.look(id);
        if (account.state.arrangement(id).unreadAt !== undefined) arrange(id, { markedUnread: false });
      },
      leave: (id) => {
        views.left(id);
        presence.lookAway(id);
      },
      closed: (documents) => {
        for (const name of documents) {
          const live = pool.peek(name);
          if (live !== undefined) upkeep.settle(live);
        }
        session.pump();
      },
    },
  );

  const unsent = (): number => outbox.size() + removals.size() + unsentChanges(localState, pool.peek);

  const ready = Promise.race([
    account.open().then(() => {}),
    new Promise<void>((resolve) => clock.setTimer(READY_WITHIN, resolve)),
  ]);
  removals.run();
  expiry.run();
  session.wake();
  const match = (): void =>
    void matchDatabases(disk, localState, (name) => pool.peek(name) !== undefined).then(() => {
      if (!stopped) session.pump();
    });
  const cancelMatch = clock.setTimer(MATCH_AFTER, match);
  localState.onRestored(match);

  return {
    userId,
    ready,
    me: () => ({
      ...profile.me(),
      email: localState.session().email,
      administrator: localState.session().administrator,
    }),
    profile,
    commands,
    account,
    marking,
    starred: starred.list,
    ownData,
    privacy,
    contacts,
    localState,
    outbox,
    changes,
    removals,
    connection: () =>
      connectionOf(localState, pool.all(), {
        state: session.state(),
        since: Math.min(stateSince, clock.now()),
        settled: wanted.isSettled(),
        unsent: unsent(),
        refused: outboxEntries({ localState, api, directory, changes }).filter(({ state: one }) => one === 'refused')
          .length,
      }),
    conversations: rows.rows,
    conversation: views.view,
    preferences: () => ({ ...account.state.preferences(), ...privacy.wished() }),
    notSent: () => notSentEntries(localState, directory),
    outboxEntries: () => outboxEntries({ localState, api, directory, changes }),
    screens,
    markRead: (id, seq) => {
      const known = directory.get(id);
      const to = seq ?? known?.seq ?? 0;
      const { unreadAt } = account.state.arrangement(id);
      if (unreadAt !== undefined && (seq === undefined || seq > unreadAt)) arrange(id, { markedUnread: false });
      if (to <= (known?.read ?? 0)) return;
      receipts.raise(id, { read: to });
      changedRow(id);
    },
    setTyping: presence.setTyping,
    sent: (id, messageId, body, thread) => {
      // Whoever writes to a stranger knows them.
      if (contacts.request(id) === 'incoming') void acceptStranger({ commands, contacts, account }, id);
      // Who reads further back wants to see what they just wrote.
      if (body.forwarded !== true) for (const model of screens.timelines(id)) void model.jumpToEnd();
      if (body.kind === 'text' && body.forwarded !== true) {
        if (thread === undefined) account.drafts.sent(id, body.text, body.reply?.id);
        else account.drafts.sentInThread(id, thread, body.text);
      }
      notes.written(id, messageId, body);
      session.pump();
    },
    changedAll,
    changedNotSent: () => {
      changed('not-sent', true);
      changed('connection', true);
      for (const id of screens.conversations()) changed(`timeline/${id}`, true);
    },
    unsent,
    wake: (byPerson) => {
      if (session.wake(byPerson)) outbox.run();
    },
    stop: async () => {
      stopped = true;
      cancelMatch();
      account.stop();
      typing.clear();
      rows.stop();
      presence.stop();
      outbox.stop();
      changes.stop();
      removals.stop();
      expiry.stop();
      receipts.stop();
      session.stop();
      screens.close();
      await pool.close();
      await localState.close();
    },
    databases: () => databasesOf(userId, tables.document),
  };
};
