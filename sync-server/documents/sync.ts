import * as v from 'valibot';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { GATE_LIMITS, LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DEVICE_MESSAGE } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { Storage } from '../../storage/ports.ts';
import type { Admission } from '../admission/admission.ts';
import { createDeviceRegister } from '../admission/device-register.ts';
import { createDoor } from '../admission/door.ts';
import { createGroupCommit } from '../admission/group-commit.ts';
import { createServerWrite } from '../admission/server-write.ts';
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
  /** Facts of these accounts changed: push their feeds (debounced). */
  notify(userIds: Iterable<UserId>): void;
  /** Members or roles of a conversation changed. */
  membersChanged(conversationId: ConversationId): void;
  connectedSessions(): ReadonlySet<string>;
  /** Takes the proof of history that a device brings over HTTP. */
  checkHistory(proof: string | undefined): Promise<void>;
  readonly removeWriting: RemoveWriting;
  /** Somebody has the document open, or it waits to be stored. */
  isOpen(document: string): boolean;
  /** Somebody of these blocks another of them now, or no longer does. */
  blocksChanged(userIds: readonly UserId[]): Promise<void>;
  /** Close this account's connections to this conversation's documents at once; without one: everybody's. */
  expel(conversationId: ConversationId, userId?: UserId): void;
  /** A group was deleted: take what it held off the disk. */
  purge(): void;
  /** Session revoked or signed out: close its connections. */
  dropSession(sessionId: string): void;
  /** Stops taking connections, stores what is due, and resolves within the deadline. */
  close(deadlineMs: number): Promise<void>;
}

export interface SyncDependencies {
  readonly storage: Storage;
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
  const { storage, log } = deps;
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

  const door = createDoor({
    journal,
    membershipOf: memberships.membershipOf,
    forgetMembership: memberships.forget,
    devices: createDeviceRegister(storage.devices),
    commit,
    limits,
    now: deps.now,
    serverClientId,
    charge: (userId, steps) => queue.charge(shareOfAccount(userId), steps / GATE_LIMITS.stepsPerUnit),
  });

  const feedPush = createFeedPush(facts.feed, onError('feed-failed'));
  const notifyMembers = async (id: ConversationId): Promise<void> => feedPush.notify((await memberships.of(id)).keys());
  const unseen = createUnseen(facts);
  const typing = createTypingRelay({
    membersOf: memberships.of,
    tell: (userIds, message) =>
      feedPush.tell(
        [...userIds].filter((userId) => message.type !== 'typing' || !unseen.by(userId).has(message.number)),
        message,
      ),
    monotonic: deps.monotonic,
    mostMembers: limits.namedReceipts,
    onError: onError('typing-failed'),
  });
  const lastSeen = createLastSeen({
    save: facts.saw,
    announce: async (left) => feedPush.notify(await facts.contacts(left)),
    now: deps.now,
    monotonic: deps.monotonic,
    onError: onError('last-seen-failed'),
  });

  const documents = createDocuments({
    journal,
    isDeleted: facts.isDeleted,
    onLoaded: async (live) => {
      // The device is told that there is no such document, and asks which one it is now.
      if (await turnGeneration(storage, live, limits, serverClientId)) throw new Denied('no-such-document');
    },
    fatal: deps.fatal,
  });
  const connections = createConnections();
  const history = createHistoryCheck({ facts, log, onEpoch: () => connections.closeAll('epoch-changed') });
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
    write: createServerWrite({ commit, catchUp: door.catchUp, serverClientId }),
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

  const admit = async ({ live, access }: OpenDocument, update: Uint8Array, isSync: boolean): Promise<Admission> => {
    const { number } = access;
    try {
      const admission = await door.admit(live, access, update, !isSync);
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
    if (address.kind === 'conversation') {
      // It may have decided who may do what.
      memberships.forget(address.conversationId);
      events.poke();
    }
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
    notify: (userIds) => feedPush.notify(userIds),
    membersChanged: (id) => {
      memberships.forget(id);
      events.poke();
    },
    blocksChanged: unseen.changed,
    expel: (id, userId) => {
      memberships.forget(id);
      connections.closeConversation(id, userId);
    },
    removeWriting: createRemoveWriting(ownWrites),
    isOpen: documents.isOpen,
    connectedSessions: connections.sessions,
    checkHistory: history.check,
    purge: () => purger.poke(),
    dropSession: connections.closeSession,
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
