import * as v from 'valibot';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { GATE_LIMITS, LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DEVICE_MESSAGE, type ServerMessage } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import type { Admission } from '../admission/admission.ts';
import { createAdmissionPath } from '../admission/admission-path.ts';
import { createDeviceRegister } from '../admission/device-register.ts';
import { createGroupCommit } from '../admission/group-commit.ts';
import { createServerWrite } from '../admission/server-write.ts';
import { createAnnounce } from '../cluster/announce.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { createFairQueue, shareOfAccount } from '../gate/fair-queue.ts';
import type { Line, LineDependencies, OpenDocument } from '../gate/line.ts';
import { readPresence } from '../gate/presence.ts';
import { createSocketGate, type GateSocket } from '../gate/socket-gate.ts';
import { createDocuments } from '../hocuspocus/create-documents.ts';
import type { Log } from '../log.ts';
import { createEventWriter } from '../own-writes/event-writer.ts';
import { createPurger } from '../own-writes/purger.ts';
import { createRemoveWriting, type RemoveWriting } from '../own-writes/remove-writing.ts';
import { createSweeper } from '../own-writes/sweeper.ts';
import type { SocketHandlers } from '../sockets/socket-handlers.ts';
import { createAccess, type Identity } from './access.ts';
import { createConnections } from './connections.ts';
import { Denied } from './denied.ts';
import { createFeedPush } from './feed-push.ts';
import { gatherFeeds } from './gathered-feed.ts';
import { createHistoryCheck } from './history-check.ts';
import { createLastSeen } from './last-seen.ts';
import { startMaintenance } from './maintenance.ts';
import { createMemberships } from './memberships.ts';
import { createOpenDocument, type OpeningSocket } from './open-document.ts';
import { turnGeneration } from './turn-generation.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createUnseen } from './unseen.ts';

/** A WebSocket as the sync server uses it. */
export interface SyncSocket extends GateSocket {
  readonly isOpen: boolean;
}

export interface Sync {
  /** A new WebSocket whose upgrade was checked; `authenticate` looks the sender up for each Auth frame. */
  handleSocket(
    socket: SyncSocket,
    request: Request,
    authenticate: (token: string) => Promise<Identity | undefined>,
  ): SocketHandlers;
  connectedSessions(): ReadonlySet<string>;
  /** Takes the proof of history that a device brings over HTTP. */
  checkHistory(proof: string | undefined): Promise<void>;
  readonly removeWriting: RemoveWriting;
  /** Somebody has the document open, or it waits to be stored. */
  isOpen(document: string): boolean;
  /** Stops taking connections, stores what is due, and resolves within the deadline. */
  close(deadlineMs: number): Promise<void>;
}

export interface SyncDependencies {
  readonly storage: Storage;
  readonly cluster: Cluster;
  readonly now: () => number;
  /** ms, never set back: for durations. */
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  /** false only in tests and benchmarks. */
  readonly paced?: boolean;
  /** Called when memory and journal can no longer be trusted to agree; must end the process. */
  readonly fatal: (reason: string) => never;
}

/** Makes the parts of the sync server and joins them. */
export const createSync = (deps: SyncDependencies): Sync => {
  const { storage, cluster, log } = deps;
  const { journal, facts } = storage;
  const limits: Limits = { ...LIMITS, ...deps.limits };
  const onError = (event: string) => (error: unknown) => log.error(event, { error });

  const memberships = createMemberships(facts, deps.monotonic);
  const serverClientId = makeClientId(SERVER_NUMBER, deps.random);
  const commit = createGroupCommit(journal, setImmediate);
  const queue = createFairQueue({
    now: deps.monotonic,
    schedule: setImmediate,
    isPaced: deps.paced ?? true,
  });

  const admissionPath = createAdmissionPath({
    journal,
    membershipOf: memberships.membershipOf,
    forgetMembership: memberships.forget,
    devices: createDeviceRegister(storage.devices),
    commit,
    limits,
    now: deps.now,
    monotonic: deps.monotonic,
    serverClientId,
    charge: (userId, steps) => queue.charge(shareOfAccount(userId), steps / GATE_LIMITS.stepsPerUnit),
  });

  const feedPush = createFeedPush(gatherFeeds(facts), onError('feed-failed'));
  const announce = createAnnounce(cluster, onError('event-failed'));
  const notifyMembers = async (id: ConversationId): Promise<void> => announce.notify((await memberships.of(id)).keys());
  const unseen = createUnseen(facts);
  const typing = createTypingRelay({
    membersOf: memberships.of,
    tell: (userIds, message) =>
      void cluster.tell({ kind: 'told', userIds: [...userIds], message }).catch(onError('event-failed')),
    monotonic: deps.monotonic,
    mostMembers: limits.namedReceipts,
    onError: onError('typing-failed'),
  });
  const tell = (userIds: readonly UserId[], message: ServerMessage): void =>
    feedPush.tell(
      userIds.filter((userId) => message.type !== 'typing' || !unseen.by(userId).has(message.number)),
      message,
    );
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
    onLoaded: async (live) => {
      if (await cluster.isOpenElsewhere(live.name)) return;
      // The device is told that there is no such document, and asks which one it is now.
      if (await turnGeneration(storage, live, limits, serverClientId)) throw new Denied('no-such-document');
    },
    fatal: deps.fatal,
  });
  const connections = createConnections();
  const history = createHistoryCheck({ facts, log, onEpoch: () => void cluster.tell({ kind: 'epoch-changed' }) });
  const openDocument = createOpenDocument({
    documents,
    access: createAccess(facts, memberships),
    memberships,
    history,
    connections,
    unseen,
    lastSeen,
    typing,
    log,
  });

  const ownWrites = {
    facts,
    write: createServerWrite({ commit, catchUp: admissionPath.catchUp, serverClientId }),
    withDocument: documents.withDocument,
    announce: notifyMembers,
    now: deps.now,
    onError: onError('own-write-failed'),
  };
  const events = createEventWriter(ownWrites);
  const sweeper = createSweeper(ownWrites);
  const purger = createPurger(ownWrites);
  const maintenance = startMaintenance({
    journal,
    isOpen: documents.isOpen,
    sweep: () => {
      sweeper.poke();
      purger.poke();
      events.poke();
      void lastSeen.tick();
    },
    onError: onError('compaction-failed'),
  });

  cluster.listen((event) => {
    switch (event.kind) {
      case 'facts-changed':
        return feedPush.notify(event.userIds);
      case 'members-changed':
        memberships.forget(event.conversationId);
        return events.poke();
      case 'member-removed':
        memberships.forget(event.conversationId);
        return connections.closeConversation(event.conversationId, event.userId);
      case 'group-deleted':
        return purger.poke();
      case 'blocks-changed':
        return unseen.changed(event.userIds);
      case 'session-ended':
        return connections.closeSession(event.sessionId);
      case 'epoch-changed':
        return connections.closeAll('epoch-changed');
      case 'told':
        return tell(event.userIds, event.message);
    }
  });

  const admit = async ({ live, access }: OpenDocument, update: Uint8Array, isSync: boolean): Promise<Admission> => {
    const { number } = access;
    try {
      const admission = await admissionPath.admit(live, access, update, !isSync);
      if (admission.kind === 'refused')
        log.info('refused', { document: live.name, account: number, code: admission.refusal.code });
      return admission;
    } catch (error) {
      log.error('admission-failed', { document: live.name, error });
      return { kind: 'refused', refusal: refuse('unavailable') };
    }
  };

  const onAdmitted: LineDependencies['onAdmitted'] = ({ live: { address } }) => {
    if (address.kind === 'account') return;
    // It may have decided who may do what.
    if (address.kind === 'conversation') announce.membersChanged(address.conversationId);
    notifyMembers(address.conversationId).catch(onError('feed-failed'));
  };

  const follow = (line: Line, document: OpenDocument, text: string): void => {
    const { address, userId } = document.access;
    if (address.kind !== 'account') return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = v.safeParse(DEVICE_MESSAGE, json);
    if (!parsed.success) return;
    const { since, proof } = parsed.output;
    history
      .check(proof)
      .then(() => feedPush.follow(userId, line, since))
      .catch(onError('follow-failed'));
  };

  /** Nobody is told of people who have not answered a request. */
  const mayBeSeen = async (id: ConversationId, userId: UserId): Promise<boolean> =>
    !(await unseen.isUnanswered(id)) && (await memberships.of(id)).get(userId)?.asked !== true;

  /** A connection shows presence under one client id, and a program that only reads shows none. */
  const createPresence = (): LineDependencies['onPresence'] => {
    const clientIds = new WeakMap<OpenDocument, number>();
    return (document, entry) => {
      const { address, userId, number, readOnly } = document.access;
      if (address.kind !== 'conversation' || readOnly) return;
      const said = readPresence(entry, number);
      const clientId = clientIds.get(document) ?? entry.clientId;
      if (said === undefined || clientId !== entry.clientId)
        return log.debug('presence-dropped', { document: document.live.name, account: number });
      clientIds.set(document, clientId);
      mayBeSeen(address.conversationId, userId)
        .then((isSeen) => {
          if (!isSeen) return;
          document.applyPresence(entry);
          typing.hear(address.conversationId, { userId, number }, said.isTyping);
        })
        .catch(onError('presence-failed'));
    };
  };
  const line: LineDependencies = {
    admit,
    isKnown: ({ live, access }, update) => admissionPath.isKnown(live, access, update),
    onAdmitted,
    onMessage: follow,
    onPresence: createPresence(),
  };

  return {
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
        line,
        open: ({ name, end }, token) => openDocument(opening, name, token, end),
      });
      // A browser's cookie came with the upgrade: its account is known before the first frame.
      if (request.headers.has('cookie'))
        authenticate('').then(
          (identity) => identity !== undefined && gate.signIn(identity.userId),
          // Its Auth frames are told.
          () => undefined,
        );
      return gate;
    },
    removeWriting: createRemoveWriting(ownWrites),
    isOpen: documents.isOpen,
    connectedSessions: connections.sessions,
    checkHistory: history.check,
    close: async (deadlineMs) => {
      feedPush.close();
      typing.close();
      const left = await documents.close(deadlineMs, async () => {
        await Promise.all([events.stop(), sweeper.stop(), purger.stop(), lastSeen.close()]);
        await maintenance.stop();
      });
      if (left > 0) log.warn('closed-early', { documents: left });
    },
  };
};
