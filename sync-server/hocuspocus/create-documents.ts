import { randomUUID } from 'node:crypto';
import { Connection, type Document, Hocuspocus, type WebSocketLike } from '@hocuspocus/server';
import { parseDocumentName } from '../../shared/document/name.ts';
import { ServerDocument, type WithDocument } from '../admission/server-document.ts';
import { assertAdmitted } from '../documents/assert-admitted.ts';
import { Denied } from '../documents/denied.ts';
import { openedFrame } from '../gate/answers.ts';
import type { OpenDocument } from '../gate/line.ts';
import { encodePresence } from '../gate/presence.ts';
import type { Timers } from '../timers.ts';
import { createDatabaseExtension, type DatabaseDependencies } from './database-extension.ts';
import { createDebouncer } from './debouncer.ts';
import { createOwnStructs, type OwnStructs } from './own-structs.ts';
import { withoutPresenceOf } from './presence-filter.ts';
import type { PresenceRelay } from './presence-relay.ts';

export interface JoiningSocket {
  readonly isOpen: boolean;
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
}

/** What a socket that opens a document brings. */
interface Joining {
  readonly name: string;
  /** Where broadcasts go. */
  readonly socket: JoiningSocket;
  readonly request: Request;
  readonly access: OpenDocument['access'];
  /** Account numbers whose presence this person must not see; asked at each frame. */
  readonly hidden: () => ReadonlySet<number>;
  /** Whether it may still be opened, now that it is loaded; rejects with `Denied`. */
  readonly check: () => Promise<void>;
  /** Called once when it is closed for this socket, for whatever reason. */
  readonly onClosed: () => void;
}

export interface DocumentsDependencies extends DatabaseDependencies {
  readonly timers: Timers;
  /** ms, never set back. */
  readonly monotonic: () => number;
  /** Joins the changes of one turn of the event loop into one update; false where turns are simulated. */
  readonly joinsBroadcasts: boolean;
  /** Checks a loaded document before anybody opens it. Rejects with `Denied` when it must not be opened. */
  readonly onLoaded: (live: ServerDocument) => Promise<void>;
  /** A document that `onLoaded` was called with is no longer in memory. */
  readonly onUnloaded?: (name: string) => void;
  readonly presenceRelay?: PresenceRelay | undefined;
  readonly fatal: (reason: string) => never;
}

export interface Documents {
  /** Opens a document for a socket, and loads it when nobody has it open. */
  join(joining: Joining): Promise<OpenDocument>;
  readonly withDocument: WithDocument;
  /** Somebody has the document open, or it waits to be stored. */
  isOpen(name: string): boolean;
  /** How many are in memory. */
  count(): number;
  /** Runs work on one document, or on each, if it is in memory or once it is loaded. */
  withLoaded(work: (live: ServerDocument) => Promise<void> | undefined, name?: string): void;
  /** Closes all connections, stores what is due, unloads. @returns documents still in memory at the deadline */
  close(deadlineMs: number, before: () => Promise<unknown>): Promise<number>;
  /** Lets go of all documents at once; nothing is stored. */
  drop(): void;
}

/** Nothing reads the guid; making a random one takes longer than the rest of a small document. */
const DOC_OPTIONS = { gc: true, gcFilter: () => true, guid: '' };

/** Under which id Hocuspocus debounces the storing of a document. */
const STORE = 'onStoreDocument-';

const OPEN = 1;
const CLOSED = 3;

/** A socket as Hocuspocus sees it, without the presence of hidden accounts and what its device wrote itself. */
const asWebSocketLike = ({ socket, hidden }: Joining, own: OwnStructs): WebSocketLike => ({
  get readyState() {
    return socket.isOpen ? OPEN : CLOSED;
  },
  send: (data) => {
    if (!(data instanceof Uint8Array)) return;
    const frame = withoutPresenceOf(data, hidden());
    if (frame !== undefined) socket.send(own.without(frame));
  },
  close: (code = 1000, reason = '') => socket.close(code, reason),
});

/** How often a document may be unloaded while it is being opened before the opening is given up for now. */
const MAX_ATTEMPTS = 5;

/**
 * Documents in memory, kept by Hocuspocus: it loads, broadcasts, stores and unloads them, and keeps presence. It never
 * sees a frame of a device: the gate reads and answers those, so that only what was admitted reaches a document.
 */
export const createDocuments = (deps: DocumentsDependencies): Documents => {
  const lives = new WeakMap<Document, ServerDocument>();
  /** Each holds a timer until it is destroyed. */
  const held = new Set<Document>();

  const begin = (document: Document): ServerDocument => {
    const address = parseDocumentName(document.name);
    if (address === undefined) throw new Denied('no-such-document');
    const live = new ServerDocument(document.name as ServerDocument['name'], address, document);
    lives.set(document, live);
    held.add(document);
    document.on('destroy', () => held.delete(document));
    if (deps.onUnloaded !== undefined && address.kind === 'account')
      document.on('destroy', () => deps.onUnloaded?.(document.name));
    return live;
  };
  const liveOf = (document: Document): ServerDocument =>
    lives.get(document) ?? deps.fatal(`${document.name} is not live`);

  const hocuspocus = new Hocuspocus({
    quiet: true,
    yDocOptions: DOC_OPTIONS,
    debounce: 2_000,
    maxDebounce: 10_000,
    flushDelay: deps.joinsBroadcasts ? 0 : false,
    extensions: [
      createDatabaseExtension(deps, begin, (document) => lives.get(document)),
      ...(deps.presenceRelay === undefined ? [] : [deps.presenceRelay]),
    ],
    afterLoadDocument: async ({ document }) => {
      await deps.onLoaded(liveOf(document)).catch((error: unknown) => {
        // Hocuspocus drops the document without destroying it, and its timer would keep it in memory forever.
        document.destroy();
        throw error;
      });
      assertAdmitted(document, document.name, deps.fatal);
    },
    beforeUnloadDocument: async ({ document }) => {
      // An admission under way still needs it; it is unloaded at the next disconnect or store.
      if (lives.get(document)?.queue.busy) throw new Error('');
      // Already unloaded and opened again: Hocuspocus goes by name and would unload the new one.
      if (isOrphan(document)) throw new Error('');
    },
  });
  const storeOf = (name: string): string => `${STORE}${name}`;
  // Hocuspocus unloads stored documents by a timer of the process, which does not exist where time is simulated.
  hocuspocus.debouncer = createDebouncer(deps.timers, deps.monotonic, (id) =>
    deps.timers.nextTurn(() => {
      const document = hocuspocus.documents.get(id.slice(STORE.length));
      if (document !== undefined) void hocuspocus.unloadDocument(document);
    }),
  );
  const isOrphan = (document: Document): boolean => hocuspocus.documents.get(document.name) !== document;

  /** Stores and unloads a document that nobody has open any more, as Hocuspocus does for connections it made itself. */
  const release = async (document: Document): Promise<void> => {
    // Updates already admitted for the closed connection are applied first, since they may have to be stored.
    await liveOf(document).queue.run(async () => undefined);
    if (document.getConnectionsCount() > 0 || document.isLoading) return;
    const store = storeOf(document.name);
    if (hocuspocus.debouncer.isDebounced(store)) hocuspocus.debouncer.executeNow(store);
    else await hocuspocus.unloadDocument(document);
  };
  const releaseSoon = (document: Document): void => {
    // A failed store keeps the document in memory; no other rejection matters here.
    release(document).catch(() => undefined);
  };

  const connect = (document: Document, joining: Joining, wasLoaded: boolean): OpenDocument => {
    const { name, socket, request, access, onClosed } = joining;
    // Before the connection is made, because that sends the presence of the others.
    socket.send(openedFrame(name, access.readOnly));
    const own = createOwnStructs();
    const connection = new Connection(
      asWebSocketLike(joining, own),
      request,
      document,
      randomUUID(),
      {},
      access.readOnly,
    );
    connection.onClose(() => {
      onClosed();
      releaseSoon(document);
    });
    const live = liveOf(document);
    return {
      live,
      access,
      loadedBytes: wasLoaded ? live.bytes : 0,
      wrote: own.note,
      applyPresence: (entry) => {
        // Hocuspocus notes only client ids it never heard of, but a device may come from another socket or instance.
        for (const [other, { clients }] of document.connections) {
          if (other === connection && entry.state !== 'null') clients.add(entry.clientId);
          else clients.delete(entry.clientId);
        }
        document.applyAwarenessUpdate(connection, encodePresence(entry));
      },
      close: (reason) => connection.close({ code: 4403, reason }),
    };
  };

  const isInMemory = (name: string): boolean => hocuspocus.documents.has(name) || hocuspocus.loadingDocuments.has(name);
  const load = (name: string, request: Request, isReadOnly: boolean): Promise<Document> =>
    hocuspocus.createDocument(name, request, '', { isAuthenticated: true, readOnly: isReadOnly }, {});
  const drop = (): void => {
    hocuspocus.documents.clear();
    for (const document of held) document.destroy();
  };

  return {
    join: async (joining) => {
      for (let i = 0; i < MAX_ATTEMPTS; i++) {
        const wasLoaded = !isInMemory(joining.name);
        const document = await load(joining.name, joining.request, joining.access.readOnly);
        try {
          await joining.check();
        } catch (error) {
          releaseSoon(document);
          throw error;
        }
        // It may have been unloaded meanwhile: a write to it would reach nobody else.
        if (!isOrphan(document)) return connect(document, joining, wasLoaded);
      }
      throw new Denied('unavailable');
    },
    withDocument: async (name, work) => {
      for (;;) {
        const direct = await hocuspocus.openDirectConnection(name);
        try {
          if (direct.document !== null && !isOrphan(direct.document)) return await work(liveOf(direct.document));
        } finally {
          // Kept for some seconds, so that the next opening finds it loaded.
          await direct.disconnect({ unloadImmediately: false });
        }
      }
    },
    isOpen: isInMemory,
    count: () => hocuspocus.documents.size,
    withLoaded: (work, name) => {
      const run = (document: Document): void =>
        void work(liveOf(document))?.finally(() => {
          if (document.getConnectionsCount() === 0) releaseSoon(document);
        });
      const documents = name === undefined ? hocuspocus.documents.values() : [hocuspocus.documents.get(name)];
      for (const document of documents) if (document !== undefined) run(document);
      const loading =
        name === undefined ? hocuspocus.loadingDocuments.values() : [hocuspocus.loadingDocuments.get(name)];
      // The opening connection is told why it could not be loaded.
      for (const one of loading) one?.then(run, () => undefined);
    },
    drop,
    close: async (deadlineMs, before) => {
      const end = performance.now() + deadlineMs;
      await before();
      hocuspocus.closeConnections();
      hocuspocus.flushPendingStores();
      while (hocuspocus.documents.size > 0 && performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        for (const document of hocuspocus.documents.values()) await hocuspocus.unloadDocument(document);
      }
      await hocuspocus.hooks('onDestroy', { instance: hocuspocus });
      return hocuspocus.documents.size;
    },
  };
};
