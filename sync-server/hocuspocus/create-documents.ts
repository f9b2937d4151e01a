import { randomUUID } from 'node:crypto';
import { Connection, type Document, Hocuspocus, type WebSocketLike } from '@hocuspocus/server';
import { parseDocumentName } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import { ServerDocument } from '../admission/server-document.ts';
import { assertAdmitted } from '../documents/assert-admitted.ts';
import { Denied } from '../documents/denied.ts';
import { openedFrame } from '../gate/answers.ts';
import type { OpenDocument } from '../gate/line.ts';
import { encodePresence } from '../gate/presence.ts';
import type { WithDocument } from '../own-writes/with-document.ts';
import { createDatabaseExtension } from './database-extension.ts';
import { withoutPresenceOf } from './presence-filter.ts';

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
  /** Numbers of accounts whose presence its person is not shown; asked at each frame. */
  readonly hidden: () => ReadonlySet<number>;
  /** Whether it may still be opened, now that it is loaded; rejects with `Denied`. */
  readonly check: () => Promise<void>;
  /** It is closed for this socket, by whomever. Called once. */
  readonly onClosed: () => void;
}

export interface DocumentsDependencies {
  readonly journal: Journal;
  readonly isDeleted: (id: ConversationId) => Promise<boolean>;
  /** Looks at a document that was loaded and nobody has open yet. Rejects with `Denied` when it may not be opened. */
  readonly onLoaded: (live: ServerDocument) => Promise<void>;
  readonly fatal: (reason: string) => never;
}

export interface Documents {
  /** Opens a document for a socket, and loads it when nobody has it open. */
  join(joining: Joining): Promise<OpenDocument>;
  readonly withDocument: WithDocument;
  /** Somebody has the document open, or it waits to be stored. */
  isOpen(name: string): boolean;
  /** Closes all connections, stores what is due, unloads. @returns documents still in memory at the deadline */
  close(deadlineMs: number, before: () => Promise<unknown>): Promise<number>;
}

const OPEN = 1;
const CLOSED = 3;

/** A socket as Hocuspocus sees it, without the presence of hidden accounts. */
const asWebSocketLike = ({ socket, hidden }: Joining): WebSocketLike => ({
  get readyState() {
    return socket.isOpen ? OPEN : CLOSED;
  },
  send: (data) => {
    if (!(data instanceof Uint8Array)) return;
    const frame = withoutPresenceOf(data, hidden());
    if (frame !== undefined) socket.send(frame);
  },
  close: (code = 1000, reason = '') => socket.close(code, reason),
});

/** How often a document may be unloaded under an opening before it is given up for now. */
const MAX_ATTEMPTS = 5;

/**
 * Documents in memory, kept by Hocuspocus: it loads, broadcasts, stores and unloads them, and keeps presence. It never
 * sees a frame of a device: the gate reads and answers those, so that only what was admitted reaches a document.
 */
export const createDocuments = (deps: DocumentsDependencies): Documents => {
  const lives = new WeakMap<Document, ServerDocument>();

  const begin = (document: Document): ServerDocument => {
    const address = parseDocumentName(document.name);
    if (address === undefined) throw new Denied('no-such-document');
    const live = new ServerDocument(document.name as ServerDocument['name'], address, document);
    lives.set(document, live);
    return live;
  };
  const liveOf = (document: Document): ServerDocument =>
    lives.get(document) ?? deps.fatal(`${document.name} is not live`);

  const hocuspocus = new Hocuspocus({
    quiet: true,
    debounce: 2_000,
    maxDebounce: 10_000,
    extensions: [createDatabaseExtension(deps.journal, begin, (document) => lives.get(document), deps.isDeleted)],
    afterLoadDocument: async ({ document }) => {
      await deps.onLoaded(liveOf(document));
      assertAdmitted(document, document.name, deps.fatal);
    },
    beforeUnloadDocument: async ({ document }) => {
      // An admission in hand still needs it; it is unloaded with the next disconnect or store.
      if (lives.get(document)?.queue.busy) throw new Error('');
      // Unloaded already, and opened anew by somebody: Hocuspocus goes by name and would take the new one away.
      if (isOrphan(document)) throw new Error('');
    },
  });
  const isOrphan = (document: Document): boolean => hocuspocus.documents.get(document.name) !== document;

  /** Stores and unloads a document that nobody has open any more, as Hocuspocus does for connections it made itself. */
  const release = async (document: Document): Promise<void> => {
    // What was admitted for the one who left is applied first: it may have to be stored.
    await liveOf(document).queue.run(async () => undefined);
    if (document.getConnectionsCount() > 0 || document.isLoading) return;
    const store = `onStoreDocument-${document.name}`;
    if (hocuspocus.debouncer.isDebounced(store)) hocuspocus.debouncer.executeNow(store);
    else await hocuspocus.unloadDocument(document);
  };
  const releaseSoon = (document: Document): void => {
    // Unloading never rejects for a reason that matters here: a failed store keeps the document in memory.
    release(document).catch(() => undefined);
  };

  const connect = (document: Document, joining: Joining, wasLoaded: boolean): OpenDocument => {
    const { name, socket, request, access, onClosed } = joining;
    // Before the connection is made: that sends who else is here.
    socket.send(openedFrame(name, access.readOnly));
    const connection = new Connection(asWebSocketLike(joining), request, document, randomUUID(), {}, access.readOnly);
    connection.onClose(() => {
      onClosed();
      releaseSoon(document);
    });
    const live = liveOf(document);
    return {
      live,
      access,
      loadedBytes: wasLoaded ? live.bytes : 0,
      applyPresence: (entry) => void document.applyAwarenessUpdate(connection, encodePresence(entry)),
      close: (reason) => connection.close({ code: 4403, reason }),
    };
  };

  const isInMemory = (name: string): boolean => hocuspocus.documents.has(name) || hocuspocus.loadingDocuments.has(name);
  const load = (name: string, request: Request, isReadOnly: boolean): Promise<Document> =>
    hocuspocus.createDocument(name, request, '', { isAuthenticated: true, readOnly: isReadOnly }, {});

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
        // It may have been unloaded meanwhile: what is written there would reach nobody else.
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
          // Kept for some seconds: what follows finds it loaded.
          await direct.disconnect({ unloadImmediately: false });
        }
      }
    },
    isOpen: isInMemory,
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
