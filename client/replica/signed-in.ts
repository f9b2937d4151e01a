import {
  accountDocument,
  chapterDocument,
  conversationDocument,
  type DocumentName,
  parseDocumentName,
} from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { DRAFT_PREFIX } from '../../shared/permissions/table.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import type {
  Connection,
  ConversationRow,
  ConversationView,
  MessageState,
  NotSentEntry,
  Person,
  Topic,
} from '../channel/protocol.ts';
import type { ConversationWorld } from './commands/conversation-commands.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createDrafts } from './documents/drafts.ts';
import type { DocumentChange, LiveDocument } from './documents/live-document.ts';
import { createPool, type Pool } from './documents/pool.ts';
import { applyPage, forgetPlaces, lostConversations } from './facts/apply-page.ts';
import type { Change, Holdings } from './holdings.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createReceiptKeeper } from './outbox/receipts.ts';
import type { Api, Clock, Disk, Network, Random } from './ports.ts';
import { createPresenceKeeper } from './presence-keeper.ts';
import { activityOf, type RowSources, toConversationRow } from './projections/conversation-row.ts';
import { toConversationView } from './projections/conversation-view.ts';
import { createTimelineModel, type TimelineModel } from './projections/timeline-model.ts';
import { giveUpUnstamped } from './rebase/give-up.ts';
import type { Unwritten } from './rebase/plan.ts';
import { type RebaseWorld, rebase } from './rebase/rebase.ts';
import type { DocumentRecord, NotSentRecord } from './records.ts';
import { createSyncSession, type SyncSession } from './sync/session.ts';

export interface SignedInParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly disk: Disk;
  readonly limits: Limits;
  readonly holdings: Holdings;
  /** The device's number. */
  readonly device: number;
  readonly dayOf: (at: number) => number;
  /** A projection looks different now; at once when a person just did it here. */
  readonly changed: (topic: Topic, now: boolean) => void;
  /** The server says that somebody else is signed in now. */
  readonly onAnotherAccount: () => void;
}

export interface SignedIn {
  readonly userId: UserId;
  readonly me: () => Person & { readonly email: string };
  readonly commands: ConversationWorld;
  readonly holdings: Holdings;
  readonly outbox: Outbox;
  readonly connection: () => Connection;
  readonly conversations: () => readonly ConversationRow[];
  readonly conversation: (id: ConversationId) => ConversationView | undefined;
  readonly notSent: () => readonly NotSentEntry[];
  readonly timeline: (id: ConversationId) => TimelineModel;
  readonly leaveTimeline: (id: ConversationId) => void;
  readonly markRead: (id: ConversationId, seq: number) => void;
  readonly setTyping: (id: ConversationId, typing: boolean) => void;
  readonly saveDraft: (id: ConversationId, text: string) => Promise<void>;
  readonly sent: (id: ConversationId, messageId: MessageId, text: string) => void;
  readonly changedNotSent: () => void;
  readonly unsent: () => number;
  readonly wake: () => void;
  /** Stops everything; what is on disk stays. */
  readonly stop: () => Promise<void>;
  readonly databases: () => readonly string[];
}

export const databaseNameOf = (userId: string, name: DocumentName, generation: number): string =>
  `skerry/${userId}/${name}@${generation}`;

const DENIALS_BEFORE_MOVE = 2;
const REBASE_RETRY = 2_000;

/** Everything a replica does for one account. Events change state; `changed` says which projections to look at again. */
export const createSignedIn = (parts: SignedInParts): SignedIn => {
  const { clock, random, api, disk, limits, holdings, changed } = parts;
  const { tables } = holdings;
  const userId = holdings.session().userId as UserId;
  const number = holdings.session().number as AccountNumber;
  const epoch = () => holdings.session().epoch;
  const account = () => accountDocument(userId, holdings.session().generation);
  const databaseName = (name: DocumentName, generation: number) => databaseNameOf(userId, name, generation);
  const models = new Map<ConversationId, TimelineModel>();
  const denials = new Map<DocumentName, number>();
  /** When the server was last heard of, also by an earlier start. */
  let lastOnline = holdings.session().asOf;
  let stateSince = lastOnline;
  let wasOnline = false;
  let stopped = false;

  const conversationOf = (live: LiveDocument): ConversationId | undefined =>
    live.address.kind === 'account' ? undefined : live.address.conversationId;

  const changedConversation = (id: ConversationId, now = false): void => {
    changed('conversations', now);
    changed(`conversation/${id}`, now);
    changed(`timeline/${id}`, now);
  };
  const changedAll = (): void => {
    for (const topic of ['conversations', 'connection', 'not-sent'] as const) changed(topic, false);
    for (const id of models.keys()) changedConversation(id);
  };

  // ------------------------------------------------------------ documents

  const onChange = ({ live, messages, local }: DocumentChange): void => {
    const id = conversationOf(live);
    if (local) changed('connection', true);
    if (id === undefined) {
      changed('conversations', local);
      return;
    }
    if (messages !== undefined || live.address.kind === 'chapter') noteStamps(id, live);
    changedConversation(id, local);
  };

  /** The row's own message is on the server, or gone: the head says the rest. */
  const noteStamps = (id: ConversationId, live: LiveDocument): void => {
    const row = tables.row.get(id);
    if (row?.own === undefined || live.address.kind !== 'chapter' || live.address.chapter !== row.own.chapter) return;
    const message = live.index?.get(row.own.id as MessageId);
    if (message === undefined || message.stamp !== undefined || message.deletedBy !== undefined)
      void holdings.commit([{ kind: 'row', key: id, value: { ...row, own: undefined } }]);
  };

  const onProgress = (live: LiveDocument): void => {
    changed('connection', false);
    const id = conversationOf(live);
    if (id === undefined) return;
    changed(`timeline/${id}`, false);
    changed('conversations', false);
    if (live.saver.saved() === live.saver.version()) {
      const seq = live.index?.newestSeq() ?? 0;
      if (seq > 0) receipts.raise(id, { delivered: seq });
      settle(live);
    }
  };

  /** Nobody writes in it and all is on the server: after a crash it need not be asked for. */
  const settle = (live: LiveDocument): void => {
    if (!live.record.open || live.users > 1 || !live.clean || live.saver.saved() !== live.saver.version()) return;
    for (const model of models.values()) for (const name of model.documents()) if (name === live.name) return;
    void live.update({ open: false });
  };

  const world: RebaseWorld = {
    clock,
    random,
    disk,
    holdings,
    me: number,
    databaseName,
    epoch,
    onChange,
    onProgress,
    pool: () => pool,
    roleIn: (id) => directory.roleIn(id),
    chapterFor: (id, refused) => directory.chapterForWriting(id, refused),
    notSent: (id, unwritten) => notSentChanges(id, unwritten),
  };
  const pool: Pool = createPool(world, (live) => session.adopt(live));
  const directory: Directory = createDirectory({ holdings, limits, me: { userId, number }, peek: pool.peek });

  const here = (live: LiveDocument, message: ChapterMessage): 'pending' | 'saved' | 'not-saved' | 'not-sent' => {
    if (live.record.handled.includes(`messages/${message.id}`)) return 'not-sent';
    if (!live.written.has(message.id)) return 'saved';
    return live.saver.failing() || holdings.failing() ? 'not-saved' : 'pending';
  };

  // ------------------------------------------------------------- not sent

  const notSentChanges = (id: ConversationId, unwritten: readonly Unwritten[]): Change[] => {
    const title = directory.get(id)?.title ?? '';
    return unwritten.map(({ key, text, at, reason, retry }) => {
      const value: NotSentRecord = { conversationId: id, title, text, at, reason, retry };
      return { kind: 'notSent', key, value };
    });
  };

  /** Nothing of a conversation will be sent any more: its unsent text goes to Not sent, durably, before it counts as handled. */
  const giveUp = async (id: ConversationId, reason: Unwritten['reason'], retry: boolean): Promise<void> => {
    for (const name of directory.held(id)) {
      const record = tables.document.get(name);
      if (record === undefined || (record.unsent === 0 && !record.open)) continue;
      const live = await pool.use(name).catch(() => undefined);
      if (live === undefined) continue;
      live.attachment?.close();
      const given =
        live.address.kind === 'chapter'
          ? giveUpUnstamped(live.doc, number, new Set(live.record.handled), reason, retry)
          : { unwritten: [], handled: [] };
      live.meter.acked(live.meter.changes());
      const next: DocumentRecord = {
        ...live.record,
        unsent: 0,
        open: false,
        handled: [...live.record.handled, ...given.handled],
      };
      await holdings.commit([...notSentChanges(id, given.unwritten), { kind: 'document', key: name, value: next }]);
      pool.release(live);
    }
    const row = tables.row.get(id);
    if (row?.own !== undefined) void holdings.commit([{ kind: 'row', key: id, value: { ...row, own: undefined } }]);
    changed('not-sent', false);
    changed('connection', false);
    changedConversation(id);
  };

  // ----------------------------------------------------------------- sync

  const isDirty = (name: DocumentName, record: DocumentRecord): boolean => {
    const live = pool.peek(name);
    if (live !== undefined) return !live.clean;
    return record.unsent > 0 || record.open || record.epoch !== epoch() || record.handled.length > 0;
  };

  /** A chapter the server does not have can only follow a full one: what fills that one goes first. */
  const waitsForLower = (name: DocumentName): boolean => {
    const address = parseDocumentName(name);
    if (address?.kind !== 'chapter' || address.chapter === 0 || directory.versionOf(name) > 0) return false;
    return directory.held(address.conversationId).some((other) => {
      const lower = parseDocumentName(other);
      const record = tables.document.get(other);
      return (
        lower?.kind === 'chapter' && lower.chapter < address.chapter && record !== undefined && isDirty(other, record)
      );
    });
  };

  const wanted = function* (): Generator<DocumentName> {
    yield account();
    const mayOpen = (name: DocumentName): boolean => {
      const address = parseDocumentName(name);
      return (
        address !== undefined &&
        address.kind !== 'account' &&
        directory.isOpenable(address.conversationId) &&
        !waitsForLower(name)
      );
    };
    for (const model of models.values()) for (const name of model.documents()) if (mayOpen(name)) yield name;
    const changedOnes: DocumentName[] = [];
    for (const [key, record] of tables.document) {
      const name = asName(key);
      if (name === undefined || !mayOpen(name)) continue;
      if (isDirty(name, record)) yield name;
      else if (directory.versionOf(name) > record.synced) changedOnes.push(name);
    }
    // The newest chapter of every conversation, so that a person reads the newest messages offline, too.
    for (const [key, { chapters }] of tables.fact) {
      const id = parseConversationId(key);
      const newest = chapters[chapters.length - 1];
      if (id === undefined || newest === undefined || newest.version === 0) continue;
      const name = chapterDocument(id, newest.chapter);
      if (mayOpen(name) && newest.version > (tables.document.get(name)?.synced ?? 0)) yield name;
    }
    yield* changedOnes;
  };

  const startRebase = (live: LiveDocument, absent = false): void => {
    void rebase(world, live, absent).then((done) => {
      if (stopped) return;
      const id = conversationOf(live);
      if (id !== undefined) changedConversation(id);
      changed('not-sent', false);
      changed('connection', false);
      if (done && absent) {
        live.meter.acked(live.meter.changes());
        void live.update({ unsent: 0, open: false });
      }
      // It failed, or the server began another life meanwhile.
      if (live.needsRebase)
        clock.setTimer(REBASE_RETRY, () => {
          if (!stopped && live.needsRebase && live.attachment?.state() === 'open') startRebase(live);
        });
      session.pump();
    });
  };

  const session: SyncSession = createSyncSession({
    clock,
    random,
    network: parts.network,
    api,
    me: number,
    pool: () => pool,
    epoch,
    cursor: () => holdings.session().cursor,
    accountDocument: account,
    wanted,
    versionOf: directory.versionOf,
    onFeed: (page) => {
      const { changed: ids, left, people } = applyPage(holdings, page);
      for (const id of ids) changedConversation(id);
      if (people) changedAll();
      for (const id of left) void giveUp(id, 'not-a-member', true);
    },
    onEpoch: async (next) => {
      await forgetPlaces(holdings, next);
      changedAll();
    },
    onAccountMoved: async () => {
      const result = await api.me();
      if (!result.ok || stopped) return;
      if (result.value.userId !== userId) return parts.onAnotherAccount();
      const { name, email, generation } = result.value;
      await holdings.commit([], { ...holdings.session(), name, email, generation });
      changed('session', false);
      await keepAccountOpen();
    },
    onState: (state) => {
      if (wasOnline) lastOnline = clock.now();
      wasOnline = state === 'online';
      stateSince = state === 'offline' ? lastOnline : clock.now();
      changedAll();
    },
    onAuthenticated: (live) => {
      denials.delete(live.name);
      if (live.address.kind === 'conversation') presence.announce(live.address.conversationId);
      if (live.needsRebase && !live.rebasing) startRebase(live);
    },
    onSynced: (live, version) => {
      // Only what is in the store counts as held.
      void live.saver.whenSaved().then((saved) => {
        if (saved && !stopped && version > live.record.synced) void live.update({ synced: version });
      });
      const id = conversationOf(live);
      if (id !== undefined) changedConversation(id);
    },
    onAcked: (live) => {
      live.rebases = 0;
      const unsent = live.meter.unsent();
      if (live.record.unsent !== unsent) void live.update({ unsent });
      const { retiring } = live.record;
      if (live.clean && retiring !== undefined)
        void disk.remove(databaseName(live.name, retiring)).then(() => live.update({ retiring: undefined }));
      if (live.clean) settle(live);
      changed('connection', false);
    },
    onRefused: (live, refusal) => {
      live.wantsRebase = refusal;
      startRebase(live);
    },
    onDenied: (live, reason) => {
      const { address } = live;
      const times = (denials.get(live.name) ?? 0) + 1;
      denials.set(live.name, times);
      if (address.kind !== 'chapter' || address.chapter === 0 || times < DENIALS_BEFORE_MOVE) return;
      if (
        (reason !== 'unavailable' && reason !== 'no-such-document') ||
        directory.versionOf(live.name) > 0 ||
        waitsForLower(live.name)
      )
        return;
      denials.delete(live.name);
      startRebase(live, true);
    },
    onAwareness: (live, update) => {
      if (live.address.kind === 'conversation') presence.receive(live.address.conversationId, update);
    },
    onConnected: () => {
      const lost = lostConversations(holdings, number);
      for (const { id } of lost.makeAgain) makeAgain(id);
      for (const fact of lost.gone) {
        const id = parseConversationId(fact.id);
        void holdings.commit([{ kind: 'fact', key: fact.id, value: { ...fact, removedAt: clock.now() } }]);
        if (id !== undefined) void giveUp(id, 'not-a-member', true);
      }
      askForWaiting();
      giveUpClosed();
      outbox.run();
      receipts.run();
    },
    onDisconnected: () => presence.disconnected(),
  });

  const makeAgain = (key: string): void => {
    const id = parseConversationId(key);
    const known = id === undefined ? undefined : directory.get(id);
    if (id === undefined || known === undefined) return;
    void holdings.commit([
      { kind: 'fact', key: id, value: undefined },
      {
        kind: 'local',
        key: id,
        value: {
          kind: known.kind === 'group' ? 'group' : 'direct',
          ...(known.kind === 'group' && known.title !== '' ? { name: known.title } : {}),
          people: known.members.filter(({ person }) => person.number !== number).map(({ person }) => person),
          createdAt: known.createdAt,
          state: 'waiting',
        },
      },
    ]);
  };

  /** A crash may have come between learning that a conversation is closed and giving up what was unsent in it. */
  const giveUpClosed = (): void => {
    for (const id of directory.ids()) {
      const state = directory.get(id)?.state;
      if (state === 'left') void giveUp(id, 'not-a-member', true);
      else if (state === 'refused') void giveUp(id, 'conversation-refused', false);
    }
  };

  /** Each conversation that waits to be made has its command, whatever a crash came between. */
  const askForWaiting = (): void => {
    for (const [conversationId, { state }] of tables.local) {
      const asked = [...tables.command.values()].some(
        (one) => one.kind === 'create' && one.conversationId === conversationId,
      );
      if (state === 'waiting' && !asked) void outbox.add({ kind: 'create', conversationId });
    }
  };

  // --------------------------------------------------------------- outbox

  const outbox = createOutbox(holdings, api, clock, random, {
    onDone: (command) => {
      const id = parseConversationId(command.conversationId);
      if (id === undefined) return;
      const local = tables.local.get(id);
      if (command.kind === 'create' && local !== undefined)
        void holdings.commit([{ kind: 'local', key: id, value: { ...local, state: 'created' } }]);
      changedConversation(id);
      changed('connection', false);
      session.pump();
    },
    onRefused: (command) => {
      const id = parseConversationId(command.conversationId);
      if (id === undefined) return;
      const local = tables.local.get(id);
      if (command.kind === 'create' && local !== undefined && !tables.fact.has(id)) {
        const others = [...tables.command].filter(([, one]) => one.conversationId === id && one !== command);
        void holdings.commit([
          { kind: 'local', key: id, value: { ...local, state: 'refused' } },
          ...others.map(([key]): Change => ({ kind: 'command', key, value: undefined })),
        ]);
        void giveUp(id, 'conversation-refused', false);
      }
      changedConversation(id);
      changed('connection', false);
    },
    onSignedOut: () => session.pump(),
  });
  const receipts = createReceiptKeeper(holdings, api, clock, (id) => {
    const parsed = parseConversationId(id);
    return parsed !== undefined && directory.isOpenable(parsed) && directory.get(parsed)?.kind !== 'notes';
  });
  const presence = createPresenceKeeper({
    clock,
    me: number,
    clientId: makeClientId(number, random),
    peek: pool.peek,
    onChange: (id) => {
      changed('conversations', false);
      changed(`conversation/${id}`, false);
    },
  });

  // --------------------------------------------------------------- drafts

  let accountLive: LiveDocument | undefined;
  const keepAccountOpen = async (): Promise<LiveDocument | undefined> => {
    if (accountLive?.name === account() && !accountLive.isClosed) return accountLive;
    const live = await pool.use(account()).catch(() => undefined);
    if (live === undefined) return undefined;
    if (accountLive !== undefined && accountLive !== live) pool.release(accountLive);
    live.openForWriting();
    accountLive = live;
    changed('conversations', false);
    session.pump();
    return live;
  };
  const drafts = createDrafts({
    clock,
    live: keepAccountOpen,
    peek: () => accountLive,
    root: (id) => DRAFT_PREFIX + id,
    changed: () => changed('conversations', false),
  });

  // ---------------------------------------------------------- projections

  const newestOf = (id: ConversationId): ChapterMessage | undefined => {
    const all = directory.chapters(id);
    for (let i = all.length - 1; i >= 0; i--) {
      const messages = pool.peek(chapterDocument(id, all[i] ?? 0))?.index?.messages();
      if (messages === undefined) return undefined;
      const last = messages.findLast((one) => one.stamp !== undefined || one.by === number);
      if (last !== undefined) return last;
    }
    return undefined;
  };

  /** Counts itself when the newest chapter is here and begins before one's place. */
  const countUnread = (id: ConversationId, read: number): number | undefined => {
    const all = directory.chapters(id);
    const newest = all[all.length - 1] ?? 0;
    const live = pool.peek(chapterDocument(id, newest));
    const fact = tables.fact.get(id);
    if (live?.index === undefined || fact === undefined || live.index.newestSeq() < fact.seq) return undefined;
    const messages = live.index.messages();
    const first = messages[0]?.stamp?.seq;
    if (newest > 0 && (first === undefined || first > read + 1)) return undefined;
    if (fact.chapters.some(({ chapter, ranges }) => chapter !== newest && ranges.some(([, to]) => to > read)))
      return undefined;
    return messages.filter(
      ({ stamp, by, deletedBy }) => stamp !== undefined && stamp.seq > read && by !== number && deletedBy === undefined,
    ).length;
  };

  const sourcesOf = (id: ConversationId): RowSources | undefined => {
    const known = directory.get(id);
    if (known === undefined) return undefined;
    return {
      known,
      fact: tables.fact.get(id),
      row: tables.row.get(id),
      newest: newestOf(id),
      counted: countUnread(id, known.read),
      me: number,
      nameOf: (one) => directory.person(one).name,
      here: (message): MessageState => {
        const live = pool.peek(chapterDocument(id, message.chapter));
        return live === undefined ? 'saved' : here(live, message);
      },
      draft: drafts.get(id),
      typing: [...presence.others(id).values()].includes(true),
    };
  };

  const unsentIn = (key: string, record: DocumentRecord): number => {
    const name = asName(key);
    return (name === undefined ? undefined : pool.peek(name))?.meter.unsent() ?? record.unsent;
  };
  const unsent = (): number => {
    let count = outbox.size();
    for (const [key, record] of tables.document) count += unsentIn(key, record);
    return count;
  };

  void keepAccountOpen();
  session.wake();

  return {
    userId,
    me: () => {
      const { name, email } = holdings.session();
      return { userId, number, name, email };
    },
    commands: {
      clock,
      random,
      me: number,
      device: parts.device,
      directory,
      pool: () => pool,
      holdings,
      outbox,
      userId,
    },
    holdings,
    outbox,
    connection: () => {
      let unsaved = 0;
      let saveFailing = holdings.failing();
      for (const live of pool.all()) {
        unsaved += live.saver.version() - live.saver.saved();
        saveFailing ||= live.saver.failing();
      }
      return {
        state: session.state(),
        since: stateSince,
        unsent: unsent(),
        unsaved,
        saveFailing,
        notSent: tables.notSent.size,
      };
    },
    conversations: () => {
      const rows: { row: ConversationRow; activity: number }[] = [];
      for (const id of directory.ids()) {
        const sources = sourcesOf(id);
        if (sources !== undefined) rows.push({ row: toConversationRow(sources), activity: activityOf(sources) });
      }
      return rows.sort((a, b) => b.activity - a.activity || (a.row.id < b.row.id ? -1 : 1)).map(({ row }) => row);
    },
    conversation: (id) => {
      const known = directory.get(id);
      return known === undefined ? undefined : toConversationView(known, number, presence.others(id));
    },
    notSent: () =>
      [...tables.notSent]
        .map(([key, { conversationId, title, text, at, reason, retry }]): NotSentEntry | undefined => {
          const id = parseConversationId(conversationId);
          if (id === undefined) return undefined;
          return {
            key,
            conversationId: id,
            conversationTitle: directory.get(id)?.title ?? title,
            text,
            at,
            reason,
            retry: retry && directory.roleIn(id) !== undefined,
          };
        })
        .filter((entry) => entry !== undefined)
        .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)),
    timeline: (id) => {
      const open = models.get(id);
      if (open !== undefined) return open;
      const model = createTimelineModel(
        {
          holdings,
          directory,
          pool: () => pool,
          me: number,
          dayOf: parts.dayOf,
          reachable: (one) =>
            (session.state() === 'online' || session.state() === 'connecting') && directory.isOpenable(one),
          here,
          changed: (one) => {
            changed(`timeline/${one}`, false);
            changed('conversations', false);
            session.pump();
          },
        },
        id,
      );
      models.set(id, model);
      presence.look(id);
      return model;
    },
    leaveTimeline: (id) => {
      presence.lookAway(id);
      const model = models.get(id);
      models.delete(id);
      const names = [...(model?.documents() ?? [])];
      model?.close();
      for (const name of names) {
        const live = pool.peek(name);
        if (live !== undefined) settle(live);
      }
      session.pump();
    },
    markRead: (id, seq) => {
      const before = directory.get(id)?.read ?? 0;
      if (seq <= before) return;
      receipts.raise(id, { read: seq });
      changed('conversations', false);
    },
    setTyping: presence.setTyping,
    saveDraft: drafts.set,
    sent: (id, messageId, text) => {
      drafts.clearSent(id, text);
      const all = directory.chapters(id);
      const chapter = all.findLast((one) => pool.peek(chapterDocument(id, one))?.index?.get(messageId) !== undefined);
      if (chapter === undefined) return;
      void holdings.commit([
        {
          kind: 'row',
          key: id,
          value: {
            ...tables.row.get(id),
            own: { id: messageId, chapter, text: text.slice(0, 160), at: Math.max(0, clock.now()) },
          },
        },
      ]);
      session.pump();
    },
    changedNotSent: () => {
      changed('not-sent', true);
      changed('connection', true);
      for (const id of models.keys()) changed(`timeline/${id}`, true);
    },
    unsent,
    wake: () => {
      session.wake();
      outbox.run();
    },
    stop: async () => {
      stopped = true;
      drafts.stop();
      presence.stop();
      outbox.stop();
      receipts.stop();
      session.stop();
      for (const model of models.values()) model.close();
      models.clear();
      await pool.close();
      await holdings.close();
    },
    databases: () => {
      const names: string[] = [];
      for (const [key, { generation, retiring }] of tables.document) {
        const name = asName(key);
        if (name === undefined) continue;
        for (const one of [generation, generation + 1, retiring])
          if (one !== undefined) names.push(databaseName(name, one));
      }
      return names;
    },
  };
};

/** A document's name as a record's key. */
const asName = (key: string): DocumentName | undefined => {
  const address = parseDocumentName(key);
  switch (address?.kind) {
    case 'account':
      return accountDocument(address.userId, address.generation);
    case 'conversation':
      return conversationDocument(address.conversationId);
    case 'chapter':
      return chapterDocument(address.conversationId, address.chapter);
    case undefined:
      return undefined;
  }
};
