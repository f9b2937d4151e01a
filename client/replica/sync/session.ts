import * as Y from 'yjs';
import type { DocumentName } from '../../../shared/document/name.ts';
import type { DeviceMessage, ServerMessage } from '../../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../../shared/protocol/version.ts';
import type { Connection } from '../../channel/projections.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Api, Network, Random, Timers } from '../ports.ts';
import { createAttachment } from './attachment.ts';
import { createConnection } from './connection.ts';
import { readFrame, type ServerFrame, step1Frame } from './frames.ts';
import type { SyncEvent } from './sync-events.ts';

export type ConnectionState = Connection['state'];

/** Where this device stands with the server, as its records say. */
export interface ServerPlace {
  readonly epoch: () => string;
  readonly cursor: () => number;
  /** The newest proof of the server's history; undefined when no page has brought one. */
  readonly proof: () => string | undefined;
  readonly accountDocument: () => DocumentName;
  /** Another life of the server: all documents are to be rebased, facts to be fetched anew. */
  readonly beginEpoch: (epoch: string) => Promise<void>;
  /** The account document is another one now, or the account has changed. Resolves when `accountDocument` is right. */
  readonly followAccount: () => Promise<void>;
}

export interface SyncDeps {
  /** This device's number. */
  readonly device: number;
  readonly clock: Timers;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly me: number;
  readonly pool: Pool;
  readonly server: ServerPlace;
  /** Documents to be attached, the most urgent first; those that are not named are detached when they are settled. */
  readonly wanted: () => Iterable<DocumentName>;
  /** The version of a document in the chapter directory, as known now. */
  readonly versionOf: (name: DocumentName) => number;
  readonly emit: (event: SyncEvent) => void;
}

export interface SyncSession {
  readonly state: () => ConnectionState;
  /**
   * Connect now, whatever the backoff says: the network or a person came back, or somebody signed in. True when an
   * attempt began now, or a socket that looks open was probed.
   */
  readonly wake: (byPerson?: boolean) => boolean;
  /** What is wanted has changed. */
  readonly pump: () => void;
  /** Gives a newly opened document its attachment. */
  readonly adopt: (live: ReplicaDocument) => void;
  readonly stop: () => void;
}

/** Documents between asking and being settled at one time; the server keeps a queue for each. */
const AT_ONCE = 50;
const DENIED_PAUSE = 2_000;
const DENIED_PAUSE_MOST = 30_000;
/** Less than the time after which a connection without an account document is given up. */
const ACCOUNT_PAUSE_MOST = 8_000;
/** An attached document whose version went up is asked once more, for its place in the directory to be certain. */
const CONFIRM_AFTER = 4_000;

/** Frames the server sends only when it was asked; all others tell nothing of the way there. */
const ANSWERS: ReadonlySet<ServerFrame['kind']> = new Set([
  'authenticated',
  'denied',
  'closed',
  'step1',
  'step2',
  'status',
]);

/** A document between being wanted and being let go. */
type SessionDocument =
  | { readonly kind: 'opening' }
  /** Kept open, and on the socket. */
  | { readonly kind: 'attached'; readonly live: ReplicaDocument }
  /** The server denied it, or its store could not be read: asked for again after a while. */
  | { readonly kind: 'paused'; readonly cancel: () => void };

/** It occupies the server, or will. */
const isUnderWay = (one: SessionDocument): boolean => {
  switch (one.kind) {
    case 'opening':
      return true;
    case 'attached':
      return one.live.attachment?.settled() !== true;
    case 'paused':
      return false;
  }
};

export const createSyncSession = (deps: SyncDeps): SyncSession => {
  const { clock, api, pool, server, emit } = deps;
  let stopped = false;
  let cancelPump: (() => void) | undefined;
  let cancelConfirm: (() => void) | undefined;
  const documents = new Map<DocumentName, SessionDocument>();
  /** How often in a row the server has denied a document. */
  const denials = new Map<DocumentName, number>();

  const attached = function* (): Iterable<ReplicaDocument> {
    for (const one of documents.values()) if (one.kind === 'attached') yield one.live;
  };

  const attachments = function* () {
    for (const live of pool.all()) if (live.attachment !== undefined) yield live.attachment;
  };

  /** `failed` also when the answer came from somewhere else, or does not end. */
  const fetchFacts = async (
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<'fresh' | 'failed' | 'signed-out'> => {
    for (let pages = 0; pages < 10_000; pages++) {
      const result = await api.feed(server.cursor(), server.proof(), { signal, onProgress });
      if (stopped || signal.aborted) return 'failed';
      if (!result.ok) {
        if (result.error.kind !== 'signed-out') return 'failed';
        emit({ type: 'signed-out', code: result.error.code });
        return 'signed-out';
      }
      if (result.value.epoch !== server.epoch()) {
        await server.beginEpoch(result.value.epoch);
        if (stopped || signal.aborted) return 'failed';
      } else {
        emit({ type: 'feed-received', page: result.value });
        if (!result.value.more) return 'fresh';
      }
      onProgress();
    }
    return 'failed';
  };

  const connection = createConnection({
    timers: clock,
    random: deps.random,
    network: deps.network,
    fetchFacts: (signal, onProgress) => fetchFacts(signal, onProgress).catch(() => 'failed'),
    onState: (state) => emit({ type: 'connection-changed', state }),
    onConnected: () => emit({ type: 'connected' }),
    onOpen: () => pumpNow(),
    onFrame: (bytes) => {
      const read = readFrame(bytes);
      if (read === undefined) return false;
      // The server may address a session of a document; what is behind the NUL is not part of the name.
      const [name] = read.name.split('\0');
      for (const live of pool.all()) if (live.name === name) live.attachment?.receive(read.frame);
      return ANSWERS.has(read.frame.kind);
    },
    onClose: () => {
      for (const attachment of attachments()) attachment.reset();
      denials.clear();
      for (const [name, one] of [...documents]) leave(name, one);
      emit({ type: 'disconnected' });
    },
    waiting: () => {
      for (const attachment of attachments()) if (attachment.waiting()) return true;
      return false;
    },
    probe: () => {
      const account = pool.peek(server.accountDocument());
      // The only small question Hocuspocus always answers.
      if (account?.attachment?.state() === 'open') account.attachment.resync();
      else for (const live of attached()) live.attachment?.send(step1Frame(live.name, Y.encodeStateVector(live.doc)));
    },
  });

  /** The socket is gone: what is being opened goes on, and is attached to the next one. */
  const leave = (name: DocumentName, one: SessionDocument) => {
    switch (one.kind) {
      case 'opening':
        return;
      case 'attached':
        documents.delete(name);
        return pool.release(one.live);
      case 'paused':
        documents.delete(name);
        return one.cancel();
    }
  };

  const pause = (name: DocumentName): void => {
    const before = documents.get(name);
    if (before?.kind === 'paused') before.cancel();
    const times = (denials.get(name) ?? 0) + 1;
    denials.set(name, times);
    const isAccount = name === server.accountDocument();
    const most = isAccount ? ACCOUNT_PAUSE_MOST : DENIED_PAUSE_MOST;
    const wait = Math.min(most, DENIED_PAUSE * 2 ** (times - 1));
    // The connection is not to blame for what the account document has to wait for.
    if (isAccount) connection.progress();
    const cancel = clock.setTimer(wait, () => {
      documents.delete(name);
      pump();
    });
    documents.set(name, { kind: 'paused', cancel });
  };

  const letGo = (live: ReplicaDocument): void => {
    const one = documents.get(live.name);
    if (one?.kind !== 'attached' || one.live !== live) return;
    documents.delete(live.name);
    pool.release(live);
  };

  const onDenied = (live: ReplicaDocument, reason: string): void => {
    letGo(live);
    switch (reason) {
      case 'signed-out':
      case 'update-needed':
        connection.account(reason);
        return;
      case 'epoch-changed':
        connection.reconnect();
        return;
    }
    pause(live.name);
    if (live.address.kind === 'account' && reason === 'no-such-document') void server.followAccount().then(pump);
    else emit({ type: 'document-denied', live, reason });
    pump();
  };

  const adopt = (live: ReplicaDocument): void => {
    live.attachment = createAttachment({
      name: live.name,
      owner: deps.me,
      clock,
      target: { doc: live.doc, meter: live.meter },
      version: () => deps.versionOf(live.name),
      held: () => live.needsRebase,
      send: connection.send,
      events: {
        authenticated: () => {
          denials.delete(live.name);
          if (live.name === server.accountDocument()) {
            live.attachment?.sendStateless(
              JSON.stringify({ type: 'follow', since: server.cursor(), proof: server.proof() } satisfies DeviceMessage),
            );
            connection.account('authenticated');
          }
          emit({ type: 'document-authenticated', live });
          pump();
        },
        synced: (version) => {
          emit({ type: 'document-synced', live, version });
          pump();
        },
        acked: () => {
          emit({ type: 'document-acknowledged', live });
          if (live.attachment?.settled()) pump();
        },
        refused: (refusal) => emit({ type: 'document-refused', live, refusal }),
        denied: (reason) => onDenied(live, reason),
        closed: (reason) => onDenied(live, reason),
        message: (message) => onMessage(message),
        awareness: (update) => emit({ type: 'awareness-received', live, update }),
      },
    });
  };

  const onMessage = (message: ServerMessage): void => {
    if (message.type === 'typing') emit({ type: 'typing-received', message });
    if (message.type !== 'feed') return;
    if (message.page.epoch !== server.epoch()) {
      connection.reconnect();
      return;
    }
    emit({ type: 'feed-received', page: message.page });
    cancelConfirm ??= clock.setTimer(CONFIRM_AFTER, confirm);
    pump();
  };

  /** Documents that are kept attached catch up with their version in the directory. */
  const confirm = (): void => {
    cancelConfirm = undefined;
    for (const live of attached())
      if (live.attachment?.settled() && deps.versionOf(live.name) > live.record.synced) live.attachment.resync();
  };

  const attach = async (name: DocumentName): Promise<void> => {
    documents.set(name, { kind: 'opening' });
    let live: ReplicaDocument;
    try {
      live = await pool.use(name);
    } catch {
      // The store cannot be read now; the document stays closed and is asked for again later.
      return pause(name);
    }
    if (stopped || !connection.isOpen()) {
      documents.delete(name);
      return pool.release(live);
    }
    documents.set(name, { kind: 'attached', live });
    live.attachment?.open(JSON.stringify({ protocol: PROTOCOL, epoch: server.epoch(), device: deps.device }));
  };

  const pumpNow = (): void => {
    cancelPump = undefined;
    if (stopped || !connection.isOpen()) return;
    const wanted = new Set(deps.wanted());
    // Closed from here when its conversation was; it may be wanted anew.
    for (const live of [...attached()]) if (live.attachment?.state() === 'closed') letGo(live);
    for (const live of [...attached()]) {
      if (wanted.has(live.name) || !live.clean || live.attachment?.settled() !== true) continue;
      live.attachment.close();
      letGo(live);
    }
    let room = AT_ONCE;
    for (const one of documents.values()) if (isUnderWay(one)) room--;
    for (const name of wanted) {
      if (room <= 0) break;
      if (documents.has(name)) continue;
      room--;
      void attach(name);
    }
  };
  /** At most once a turn, whatever the number of reasons. */
  const pump = (): void => {
    if (stopped) return;
    cancelPump ??= clock.setTimer(0, pumpNow);
  };

  return {
    state: connection.state,
    wake: (byPerson = false) => connection.wake(byPerson),
    pump,
    adopt,
    stop: () => {
      stopped = true;
      cancelPump?.();
      cancelConfirm?.();
      connection.stop();
      for (const one of documents.values()) if (one.kind === 'paused') one.cancel();
    },
  };
};
