import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { createServerWrite } from '../admission/server-write.ts';
import { createAnnounce } from '../cluster/announce.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { createFairQueue } from '../gate/fair-queue.ts';
import { createSocketGate, type GateSocket } from '../gate/socket-gate.ts';
import { createDocuments } from '../hocuspocus/create-documents.ts';
import type { PresenceRelay } from '../hocuspocus/presence-relay.ts';
import type { Log } from '../log.ts';
import { type Measure, NO_MEASURE } from '../metrics/measure.ts';
import type { RemoveWriting } from '../own-writes/remove-writing.ts';
import { createEventStreams, type EventStreams } from '../programs/event-streams.ts';
import { createPostMessage, type PostMessage } from '../programs/post-message.ts';
import { createReadMessages, type ReadMessages } from '../programs/read-messages.ts';
import type { Timers } from '../timers.ts';
import { createAccess, type Identity } from './access.ts';
import { createConnections } from './connections.ts';
import { Denied } from './denied.ts';
import { createFeedPush } from './feed-push.ts';
import { gatherFeeds } from './gathered-feed.ts';
import { createHearEvents } from './hear-events.ts';
import { createHistoryCheck } from './history-check.ts';
import { createLastSeen } from './last-seen.ts';
import { createLineHandlers } from './line-handlers.ts';
import { createMemberships } from './memberships.ts';
import { createOpenDocument, type OpeningSocket } from './open-document.ts';
import { SNAPSHOT_ROWS } from './persistence.ts';
import { createReadEntry, type ReadEntry } from './read-entry.ts';
import { startOwnWrites } from './start-own-writes.ts';
import { createSyncAdmission } from './sync-admission.ts';
import { turnGeneration } from './turn-generation.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createUnseen } from './unseen.ts';

/** Receives the frames of one WebSocket. */
export interface SocketHandlers {
  /** @param data may be reused as soon as this returns */
  handleMessage(data: Uint8Array): void;
  handleClose(): void;
}

/** A WebSocket as the sync server uses it. */
export interface SyncSocket extends GateSocket {
  readonly isOpen: boolean;
}

export interface Sync {
  /** A new WebSocket whose upgrade was checked; `authenticate` looks up the sender of each Auth frame. */
  handleSocket(
    socket: SyncSocket,
    request: Request,
    authenticate: (token: string) => Promise<Identity | undefined>,
  ): SocketHandlers;
  connectedSessions(): ReadonlySet<string>;
  /** How much there is at this moment. */
  load(): { readonly connectedDocuments: number; readonly openDocuments: number; readonly journalWaiting: number };
  /** Checks the proof of history that a device brings over HTTP. */
  checkHistory(proof: string | undefined): Promise<void>;
  readonly removeWriting: RemoveWriting;
  /** What programs do by single requests. */
  readonly programs: { readonly post: PostMessage; readonly read: ReadMessages; readonly events: EventStreams };
  readonly readEntry: ReadEntry;
  /** Whether somebody has the document open, or it waits to be stored. */
  isOpen(document: string): boolean;
  /** Refuses new connections, stores what is due, and resolves within the deadline. */
  close(deadlineMs: number): Promise<void>;
  /** Drops all documents at once, as the end of the process does: nothing is stored, and nobody is told. */
  drop(): void;
}

export interface SyncDependencies {
  readonly storage: Storage;
  readonly cluster: Cluster;
  readonly now: () => number;
  /** ms, never set back: for durations. */
  readonly monotonic: () => number;
  readonly timers: Timers;
  readonly random: () => number;
  /** Passes presence on to other instances; absent where there is one. */
  readonly presenceRelay?: PresenceRelay | undefined;
  /** Some session has ended: no remembered look-up holds any more. */
  readonly forgetSessions?: () => void;
  readonly log: Log;
  /** Something was written in a conversation, by this instance. */
  readonly onWritten?: ((id: ConversationId) => void) | undefined;
  readonly measure?: Measure;
  readonly limits?: Partial<Limits>;
  readonly allowedAlgs?: AllowedAlgs | undefined;
  /** false only in tests and benchmarks. */
  readonly paced?: boolean;
  /** What differs where time is simulated. */
  readonly joinsBroadcasts?: boolean;
  /** Rows after a snapshot that make the next one due. */
  readonly snapshotRows?: number;
  /** Called when memory and journal can no longer be trusted to agree; must end the process. */
  readonly fatal: (reason: string) => never;
}

/** Creates the parts of the sync server and joins them. */
export const createSync = (deps: SyncDependencies): Sync => {
  const { storage, cluster, timers, log } = deps;
  const { journal, facts } = storage;
  const limits: Limits = { ...LIMITS, ...deps.limits };
  const snapshotRows = deps.snapshotRows ?? SNAPSHOT_ROWS;
  const onError = (event: string) => (error: unknown) => log.error(event, { error });

  const memberships = createMemberships(facts, deps.monotonic);
  const serverClientId = makeClientId(SERVER_NUMBER, deps.random);
  const measure = deps.measure ?? NO_MEASURE;
  const queue = createFairQueue({ now: deps.monotonic, timers, isPaced: deps.paced ?? true });
  const announce = createAnnounce(cluster, onError('event-failed'));
  const { admissionPath, commit, waiting, onWritten } = createSyncAdmission({
    storage,
    memberships,
    announce,
    queue,
    limits,
    allowedAlgs: deps.allowedAlgs,
    serverClientId,
    measure,
    timers,
    now: deps.now,
    monotonic: deps.monotonic,
    onGenerationFailed: onError('generation-failed'),
  });

  const feedPush = createFeedPush(gatherFeeds(facts), timers, onError('feed-failed'));
  const notifyMembers = async (id: ConversationId): Promise<void> => {
    deps.onWritten?.(id);
    announce.notify((await memberships.of(id)).keys());
  };
  const unseen = createUnseen(facts);
  const typing = createTypingRelay({
    membersOf: memberships.of,
    tell: (userIds, message) =>
      void cluster.tell({ kind: 'told', userIds: [...userIds], message }).catch(onError('event-failed')),
    monotonic: deps.monotonic,
    mostMembers: limits.namedReceipts,
    timers,
    onError: onError('typing-failed'),
  });
  const lastSeen = createLastSeen({
    save: facts.saw,
    announce: async (left) => announce.notify(await facts.contacts(left)),
    now: deps.now,
    monotonic: deps.monotonic,
    onError: onError('last-seen-failed'),
  });

  const documents = createDocuments({
    journal,
    isDeleted: facts.isDeleted,
    snapshotRows,
    timers,
    monotonic: deps.monotonic,
    joinsBroadcasts: deps.joinsBroadcasts ?? true,
    onLoaded: async (live) => {
      if (live.address.kind !== 'account' || (await cluster.opened(live.name))) return;
      // The device is told that this document does not exist, and asks for the current one.
      const next = await turnGeneration(storage, live, limits, serverClientId);
      if (next === undefined) return;
      announce.generationBegan(live.address.userId, next);
      throw new Denied('no-such-document');
    },
    onUnloaded: cluster.closed,
    presenceRelay: deps.presenceRelay,
    fatal: deps.fatal,
  });
  const connections = createConnections();
  const history = createHistoryCheck({ facts, log, onEpoch: () => void cluster.tell({ kind: 'epoch-changed' }) });
  const openDocument = createOpenDocument({
    documents,
    access: createAccess(facts, memberships),
    memberships,
    generationOf: async (userId) => (await facts.account(userId))?.generation,
    history,
    connections,
    unseen,
    lastSeen,
    typing,
    log,
  });

  const ownWrites = startOwnWrites(
    {
      facts,
      write: createServerWrite({ commit, catchUp: admissionPath.catchUp, serverClientId, onWritten }),
      withDocument: documents.withDocument,
      announce: notifyMembers,
      now: deps.now,
      onError: onError('own-write-failed'),
    },
    {
      journal,
      isOpen: documents.isOpen,
      snapshotRows,
      timers,
      onError: onError('compaction-failed'),
      onSweep: () => void lastSeen.tick(),
    },
  );

  const eventStreams = createEventStreams(feedPush);
  cluster.listen(
    createHearEvents({
      eventStreams,
      documents,
      catchUp: admissionPath.catchUp,
      memberships,
      connections,
      feedPush,
      history,
      unseen,
      events: ownWrites.events,
      purger: ownWrites.purger,
      forgetSessions: deps.forgetSessions ?? (() => undefined),
      onError: onError('catch-up-failed'),
    }),
  );

  const line = createLineHandlers({
    admissionPath,
    announce,
    notifyMembers,
    feedPush,
    history,
    memberships,
    typing,
    unseen,
    measure,
    log,
  });

  const post = createPostMessage({
    facts,
    withDocument: documents.withDocument,
    admit: async (live, actor, update) => {
      const document = { live, access: { ...actor, address: live.address, readOnly: false } };
      const admission = await line.admit(document, update, false);
      if (admission.kind === 'admitted') line.onAdmitted(document, admission);
      return admission;
    },
    limits,
    random: deps.random,
  });

  return {
    programs: { post, read: createReadMessages({ facts, withDocument: documents.withDocument }), events: eventStreams },
    handleSocket: (socket, request, authenticate) => {
      const opening: OpeningSocket = {
        socket,
        request,
        authenticate,
        signIn: (userId) => gate.signIn(userId),
      };
      const gate = createSocketGate(socket, {
        queue,
        updateBytes: limits.updateBytes,
        documentsPerSocket: limits.documentsPerSocket,
        now: deps.monotonic,
        timers,
        line,
        open: ({ name, end }, token) => openDocument(opening, name, token, end),
      });
      // A browser's cookie came with the upgrade, so the account is known before the first frame.
      if (request.headers.has('cookie'))
        authenticate('').then(
          (identity) => identity !== undefined && gate.signIn(identity.userId),
          // A failure is reported to its Auth frames.
          () => undefined,
        );
      return gate;
    },
    removeWriting: ownWrites.removeWriting,
    readEntry: createReadEntry(documents.withDocument, journal),
    isOpen: documents.isOpen,
    connectedSessions: connections.sessions,
    load: () => ({
      connectedDocuments: connections.count(),
      openDocuments: documents.count(),
      journalWaiting: waiting(),
    }),
    checkHistory: history.check,
    close: async (deadlineMs) => {
      feedPush.close();
      eventStreams.closeAll();
      typing.close();
      const left = await documents.close(deadlineMs, async () => {
        await Promise.all([ownWrites.stopWriting(), lastSeen.close()]);
        await ownWrites.stopMaintenance();
      });
      if (left > 0) log.warn('closed-early', { documents: left });
    },
    drop: documents.drop,
  };
};
