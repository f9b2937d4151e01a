import { type Connection, type Document, Hocuspocus, type WebSocketLike } from '@hocuspocus/server';
import * as v from 'valibot';
import * as Y from 'yjs';
import { parseDocumentName } from '../../shared/document/name.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { DEVICE_MESSAGE } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { SYNC } from '../../shared/protocol/wire.ts';
import type { Storage } from '../../storage/ports.ts';
import type { Admission } from '../admission/admission.ts';
import { createDeviceRegister } from '../admission/device-register.ts';
import { createDoor } from '../admission/door.ts';
import { createGroupCommit } from '../admission/group-commit.ts';
import { LiveDocument } from '../admission/live-document.ts';
import { createServerWrite } from '../admission/server-write.ts';
import type { Log } from '../log.ts';
import { createEventWriter } from '../own-writes/event-writer.ts';
import { createPurger } from '../own-writes/purger.ts';
import { createRemoveWriting, type RemoveWriting } from '../own-writes/remove-writing.ts';
import { createSweeper } from '../own-writes/sweeper.ts';
import type { WithDocument } from '../own-writes/with-document.ts';
import { type Access, createAccess, type Identity } from './access.ts';
import { assertDoor } from './assert-door.ts';
import { keepOwnAwareness, typingIn } from './awareness.ts';
import { Denied } from './denied.ts';
import { createEarlyAdmissions, type EarlyAdmissions } from './early-admissions.ts';
import { createFeedPush } from './feed-push.ts';
import { createLastSeen } from './last-seen.ts';
import { createMemberships } from './memberships.ts';
import { createPace } from './pace.ts';
import { compactUnopened, createPersistence } from './persistence.ts';
import { withoutPresenceOf } from './presence-filter.ts';
import { endRefusal, refuseFrame } from './refusing.ts';
import { turnGeneration } from './turn-generation.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createUnseen } from './unseen.ts';

/** What a connection carries, per document. */
interface Context {
  authenticate(token: string): Promise<Identity | undefined>;
  /** Shared by all documents of one socket. */
  readonly socket: { documents: number; paced: Promise<void>; readonly early: EarlyAdmissions; userId?: UserId };
  access?: Access;
  identity?: Identity;
}

export interface Sync {
  /** A new WebSocket whose upgrade was checked; `authenticate` looks the sender up for each Auth frame. */
  handleSocket(
    socket: WebSocketLike,
    request: Request,
    context: Pick<Context, 'authenticate'>,
  ): { handleMessage(data: Uint8Array): void; handleClose(event?: { code: number; reason: string }): void };
  /** Facts of these accounts changed: push their feeds (debounced). */
  notify(userIds: Iterable<UserId>): void;
  /** Members or roles of a conversation changed. */
  membersChanged(conversationId: ConversationId): void;
  connectedSessions(): ReadonlySet<string>;
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
  readonly random: () => number;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  /** false only in tests and benchmarks. */
  readonly paced?: boolean;
  /** Called when memory and journal can no longer be trusted to agree; must end the process. */
  readonly fatal: (reason: string) => never;
}

const COMPACT_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60_000;
/** What Hocuspocus calls the socket of a direct connection. */
const OWN_SOCKET = 'server';
/** RFC 6455 registry. */
const TRY_AGAIN_LATER = 1013;

export const createSync = (deps: SyncDependencies): Sync => {
  const { storage, log } = deps;
  const { journal, facts } = storage;
  const limits: Limits = { ...LIMITS, ...deps.limits };
  const lives = new WeakMap<Y.Doc, LiveDocument>();
  const memberships = createMemberships(facts, deps.now);
  const serverClientId = makeClientId(SERVER_NUMBER, deps.random);
  const commit = createGroupCommit(journal, setImmediate);
  const door = createDoor({
    journal,
    standingOf: memberships.standingOf,
    forgetStanding: memberships.forget,
    devices: createDeviceRegister(storage.devices),
    commit,
    limits,
    now: deps.now,
    serverClientId,
  });
  const access = createAccess(facts, memberships);
  const feedPush = createFeedPush(facts.feed, (error) => log.error('feed-failed', { error }));
  const unseen = createUnseen(facts);
  const typing = createTypingRelay({
    membersOf: memberships.of,
    tell: (userIds, message) =>
      feedPush.tell(
        [...userIds].filter((userId) => message.type !== 'typing' || !unseen.by(userId).has(message.number)),
        message,
      ),
    now: deps.now,
    mostMembers: limits.namedReceipts,
    onError: (error) => log.error('typing-failed', { error }),
  });
  const lastSeen = createLastSeen({
    save: facts.saw,
    announce: async (left) => feedPush.notify(await facts.contacts(left)),
    now: deps.now,
    onError: (error) => log.error('last-seen-failed', { error }),
  });
  const pace = createPace(deps.now, deps.paced ?? true);

  const begin = (document: Document): LiveDocument => {
    const address = parseDocumentName(document.name);
    if (address === undefined) throw new Denied('no-such-document');
    const live = new LiveDocument(document.name as LiveDocument['name'], address, document);
    lives.set(document, live);
    return live;
  };

  const liveOf = (document: Document): LiveDocument =>
    lives.get(document) ?? deps.fatal(`${document.name} is not live`);
  const isOrphan = (document: Document): boolean => hocuspocus.documents.get(document.name) !== document;
  const accessOf = (context: Context | undefined): Access => {
    if (context?.access === undefined) throw new Denied('signed-out');
    return context.access;
  };

  /** Admits an update in the order of arrival, at the pace of its account. */
  const admit = async (document: Document, context: Context, kind: number, update: Uint8Array): Promise<Admission> => {
    const access = accessOf(context);
    const { number } = access;
    const { socket } = context;
    socket.paced = socket.paced.then(() => pace(number, update.byteLength));
    await socket.paced;
    try {
      return await door.admit(liveOf(document), access, update, kind === SYNC.update);
    } catch (error) {
      log.error('admission-failed', { document: document.name, error });
      return { kind: 'refused', refusal: refuse('unavailable') };
    }
  };

  const answerFrame = async (
    document: Document,
    connection: Connection,
    context: Context,
    type: number,
    payload: Uint8Array,
  ): Promise<void> => {
    const { number, readOnly } = accessOf(context);
    if (readOnly) return;
    const admission = await (context.socket.early.of(payload) ?? admit(document, context, type, payload.slice()));
    if (admission.kind === 'refused') {
      log.info('refused', { document: document.name, account: number, code: admission.refusal.code });
      refuseFrame({ connection, type, payload }, admission.refusal);
      return;
    }
    // It is applied already, or brings nothing: an empty update makes Hocuspocus ack and apply nothing.
    payload.fill(0);
    const { address } = liveOf(document);
    if (admission.kind !== 'admitted' || address.kind === 'account') return;
    if (address.kind === 'conversation') {
      // It may have decided who may do what.
      memberships.forget(address.conversationId);
      events.poke();
    }
    feedPush.notify((await memberships.of(address.conversationId)).keys());
  };

  const hocuspocus = new Hocuspocus<Context>({
    quiet: true,
    timeout: 60_000,
    debounce: 2_000,
    maxDebounce: 10_000,
    maxPendingDocuments: limits.documentsPerSocket,
    maxUnauthenticatedQueueMessages: 4 * limits.documentsPerSocket,
    maxUnauthenticatedQueueSize: limits.frameBytes,
    extensions: [createPersistence(journal, begin, (document) => lives.get(document), facts.isDeleted)],

    onAuthenticate: async ({ token, documentName, context, connectionConfig }) => {
      if (context.socket.documents >= limits.documentsPerSocket) throw new Denied('too-many-documents');
      const identity = await context.authenticate(token);
      const granted = await access(documentName, token, identity).catch((error: unknown) => {
        if (error instanceof Denied) throw error;
        log.error('open-failed', { document: documentName, error });
        throw new Denied('unavailable');
      });
      connectionConfig.readOnly = granted.readOnly;
      context.socket.documents++;
      context.socket.userId = granted.userId;
      await unseen.came(granted.userId);
      return { access: granted, identity };
    },
    afterLoadDocument: async ({ document }) => {
      // The device is told that there is no such document, and asks which one it is now.
      if (await turnGeneration(storage, liveOf(document), limits, serverClientId)) throw new Denied('no-such-document');
      assertDoor(document, document.name, deps.fatal);
    },
    connected: async ({ connection, context }) => {
      const { address, userId, readOnly } = accessOf(context);
      if (address.kind === 'account') lastSeen.came(userId);
      // It was unloaded between two turns of this opening: what is written here would reach nobody else.
      if (isOrphan(connection.document)) return closeAs(connection, 'unavailable');
      if (!readOnly) context.socket.early.connections.set(connection.document.name, connection);
      // Membership may have ended while the document was loading.
      if (address.kind === 'account') return;
      const member = await memberships.standingOf(address.conversationId, userId);
      const isOpen = member !== undefined && (address.kind === 'conversation' || address.chapter >= member.from);
      if (!isOpen) closeAs(connection, 'not-a-member');
    },
    beforeSync: async ({ document, connection, context, type, payload }) => {
      if (type !== SYNC.step1) await answerFrame(document, connection, context, type, payload);
    },
    afterHandleMessage: async ({ connection }) => endRefusal(connection),
    beforeHandleAwareness: async ({ states, context, document }) => {
      if (context === undefined) return;
      const { address, number, userId } = accessOf(context);
      if (address.kind !== 'conversation') return states.clear();
      if (await unseen.isUnanswered(address.conversationId)) return states.clear();
      if (keepOwnAwareness(states, number) > 0)
        log.debug('awareness-dropped', { document: document.name, account: number });
      const isTyping = typingIn(states);
      if (isTyping !== undefined) typing.hear(address.conversationId, { userId, number }, isTyping);
    },
    onStateless: async ({ connection, payload }) => {
      try {
        const granted = accessOf(connection.context);
        const parsed = v.safeParse(DEVICE_MESSAGE, JSON.parse(payload));
        if (!parsed.success || granted.address.kind !== 'account') return;
        feedPush.follow(granted.userId, connection, parsed.output.since);
      } catch (error) {
        // A rejection here would end the process; garbage from one device must not.
        log.debug('stateless-dropped', { error });
      }
    },
    onDisconnect: async ({ context, documentName, socketId }) => {
      if (socketId === OWN_SOCKET) return;
      const { connections } = context.socket.early;
      const connection = connections.get(documentName);
      // The same socket may have opened it anew meanwhile.
      if (connection !== undefined && !connection.document.hasConnection(connection)) connections.delete(documentName);
      context.socket.documents--;
      if (context.access === undefined) return;
      const { address, userId, number } = context.access;
      unseen.left(userId);
      if (address.kind === 'account') lastSeen.left(userId);
      else if (address.kind === 'conversation') typing.hear(address.conversationId, { userId, number }, false);
    },
    beforeUnloadDocument: async ({ document }) => {
      // An admission in hand still needs it; it is unloaded with the next disconnect or store.
      if (lives.get(document)?.lane.busy) throw new Error('');
      // Unloaded already, and opened anew by somebody: Hocuspocus goes by name and would take the new one away.
      if (isOrphan(document)) throw new Error('');
    },
  });

  const closeAs = (connection: Connection, reason: Denied['reason']): void => {
    connection.close({ code: 4403, reason });
  };
  const connectionsWhere = (wanted: (context: Context, document: Document) => boolean): Connection[] =>
    [...hocuspocus.documents.values()].flatMap((document) =>
      document.getConnections().filter((connection) => wanted(connection.context, document)),
    );

  const sessionOf = ({ context }: Connection): string => context.identity?.sessionId ?? '';

  const withDocument: WithDocument = async (name, work) => {
    for (;;) {
      const direct = await hocuspocus.openDirectConnection(name);
      try {
        if (direct.document !== null && !isOrphan(direct.document)) return await work(liveOf(direct.document));
      } finally {
        // Kept for some seconds: what follows finds it loaded.
        await direct.disconnect({ unloadImmediately: false });
      }
    }
  };
  const ownWrites = {
    facts,
    write: createServerWrite({ commit, catchUp: door.catchUp, serverClientId }),
    withDocument,
    announce: async (id: ConversationId) => feedPush.notify((await memberships.of(id)).keys()),
    now: deps.now,
    onError: (error: unknown) => log.error('own-write-failed', { error }),
  };
  const events = createEventWriter(ownWrites);
  const sweeper = createSweeper(ownWrites);
  const purger = createPurger(ownWrites);
  // What a crash, or another instance, left behind.
  const sweep = setInterval(() => {
    sweeper.poke();
    purger.poke();
    events.poke();
    void lastSeen.tick();
  }, SWEEP_EVERY_MS);
  sweep.unref();
  sweeper.poke();
  purger.poke();
  events.poke();

  let compacting: Promise<unknown> = Promise.resolve();
  const compact = setInterval(() => {
    compacting = compactUnopened(
      journal,
      (name) => hocuspocus.documents.has(name) || hocuspocus.loadingDocuments.has(name),
      (name) => {
        const address = parseDocumentName(name);
        return address === undefined ? undefined : new LiveDocument(name, address, new Y.Doc());
      },
    ).catch((error: unknown) => log.error('compaction-failed', { error }));
  }, COMPACT_EVERY_MS);
  compact.unref();

  return {
    handleSocket: (socket, request, context) => {
      const early = createEarlyAdmissions((connection, kind, update) =>
        admit(connection.document, connection.context, kind, update),
      );
      const own: Context['socket'] = { documents: 0, paced: Promise.resolve(), early };
      const filtered: WebSocketLike = {
        get readyState() {
          return socket.readyState;
        },
        send: (data) => {
          const hidden = own.userId === undefined ? undefined : unseen.by(own.userId);
          const frame =
            hidden === undefined || hidden.size === 0 || !(data instanceof Uint8Array)
              ? data
              : withoutPresenceOf(data, hidden);
          if (frame !== undefined) socket.send(frame);
        },
        close: (code, reason) => socket.close(code, reason),
      };
      const client = hocuspocus.handleConnection(filtered, request, { ...context, socket: own });
      return {
        handleMessage: (data) => {
          // A buffer of its own: it names the frame, and outlives the socket's.
          const frame = data.slice();
          if (early.begin(frame)) client.handleMessage(frame);
          else socket.close(TRY_AGAIN_LATER, 'too much at once');
        },
        handleClose: (event) => client.handleClose(event),
      };
    },
    notify: (userIds) => feedPush.notify(userIds),
    membersChanged: (id) => {
      memberships.forget(id);
      events.poke();
    },
    blocksChanged: unseen.changed,
    expel: (id, userId) => {
      memberships.forget(id);
      const theirs = connectionsWhere(
        ({ access: granted }) =>
          granted !== undefined &&
          (userId === undefined || granted.userId === userId) &&
          granted.address.kind !== 'account' &&
          granted.address.conversationId === id,
      );
      for (const connection of theirs) closeAs(connection, 'not-a-member');
    },
    removeWriting: createRemoveWriting(ownWrites),
    isOpen: (name) => hocuspocus.documents.has(name) || hocuspocus.loadingDocuments.has(name),
    connectedSessions: () =>
      new Set(connectionsWhere(({ identity }) => identity?.sessionId !== undefined).map(sessionOf)),
    purge: () => purger.poke(),
    dropSession: (sessionId) => {
      for (const connection of connectionsWhere(({ identity }) => identity?.sessionId === sessionId))
        closeAs(connection, 'signed-out');
    },
    close: async (deadlineMs) => {
      clearInterval(compact);
      clearInterval(sweep);
      feedPush.close();
      typing.close();
      const end = Date.now() + deadlineMs;
      await Promise.all([events.stop(), sweeper.stop(), purger.stop(), lastSeen.close()]);
      hocuspocus.closeConnections();
      hocuspocus.flushPendingStores();
      await compacting;
      while (hocuspocus.documents.size > 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        for (const document of hocuspocus.documents.values()) await hocuspocus.unloadDocument(document);
      }
      if (hocuspocus.documents.size > 0) log.warn('closed-early', { documents: hocuspocus.documents.size });
      await hocuspocus.hooks('onDestroy', { instance: hocuspocus });
    },
  };
};
