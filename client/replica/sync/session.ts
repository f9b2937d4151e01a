import * as Y from 'yjs';
import type { DocumentName } from '../../../shared/document/name.ts';
import type { FeedPage } from '../../../shared/protocol/facts.ts';
import type { DeviceMessage, ServerMessage } from '../../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../../shared/protocol/version.ts';
import type { Connection } from '../../channel/projections.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Api, Network, Random, Timers } from '../ports.ts';
import { createAttachment, type FrameRefusal } from './attachment.ts';
import { createConnection } from './connection.ts';
import { readFrame, type ServerFrame, step1Frame } from './frames.ts';

export type ConnectionState = Connection['state'];

export interface SyncDeps {
  /** This device's number. */
  readonly device: number;
  readonly clock: Timers;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly me: number;
  readonly pool: () => Pool;
  readonly epoch: () => string;
  readonly cursor: () => number;
  /** The newest proof of the server's history; undefined when no page has brought one. */
  readonly proof: () => string | undefined;
  readonly accountDocument: () => DocumentName;
  /** Documents to be attached, the most urgent first; those that are not named are detached when they are settled. */
  readonly wanted: () => Iterable<DocumentName>;
  /** The version of a document in the chapter directory, as known now. */
  readonly versionOf: (name: DocumentName) => number;
  readonly onFeed: (page: FeedPage) => void;
  readonly onTyping: (message: Extract<ServerMessage, { type: 'typing' }>) => void;
  /** Another life of the server: all documents are to be rebased, facts to be fetched anew. */
  readonly onEpoch: (epoch: string) => Promise<void>;
  /** The account document is another one now, or the account has changed. Resolves when `accountDocument` is right. */
  readonly onAccountMoved: () => Promise<void>;
  /** The server said that nobody is signed in, with the code of its answer. */
  readonly onSignedOut: (code: string | undefined) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly onAuthenticated: (live: ReplicaDocument) => void;
  readonly onSynced: (live: ReplicaDocument, version: number) => void;
  readonly onAcked: (live: ReplicaDocument) => void;
  readonly onRefused: (live: ReplicaDocument, refusal: FrameRefusal) => void;
  readonly onDenied: (live: ReplicaDocument, reason: string) => void;
  readonly onAwareness: (live: ReplicaDocument, update: Uint8Array) => void;
  /** The connection is up and the facts are fresh. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
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

export const createSyncSession = (deps: SyncDeps): SyncSession => {
  const { clock, api } = deps;
  let stopped = false;
  let cancelPump: (() => void) | undefined;
  let cancelConfirm: (() => void) | undefined;
  /** Documents this session keeps open. */
  const held = new Map<DocumentName, ReplicaDocument>();
  const opening = new Set<DocumentName>();
  /** Documents the server denied, how often in a row, and the timer after which they are asked for again. */
  const paused = new Map<DocumentName, { times: number; cancel: (() => void) | undefined }>();

  const attachments = function* () {
    for (const live of deps.pool().all()) if (live.attachment !== undefined) yield live.attachment;
  };

  /** `failed` also when the answer came from somewhere else, or does not end. */
  const fetchFacts = async (
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<'fresh' | 'failed' | 'signed-out'> => {
    for (let pages = 0; pages < 10_000; pages++) {
      const result = await api.feed(deps.cursor(), deps.proof(), { signal, onProgress });
      if (stopped || signal.aborted) return 'failed';
      if (!result.ok) {
        if (result.kind !== 'signed-out') return 'failed';
        deps.onSignedOut(result.code);
        return 'signed-out';
      }
      if (result.value.epoch !== deps.epoch()) {
        await deps.onEpoch(result.value.epoch);
        if (stopped || signal.aborted) return 'failed';
      } else {
        deps.onFeed(result.value);
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
    onState: deps.onState,
    onConnected: deps.onConnected,
    onOpen: () => pumpNow(),
    onFrame: (bytes) => {
      const read = readFrame(bytes);
      if (read === undefined) return false;
      // The server may address a session of a document; what is behind the NUL is not part of the name.
      const [name] = read.name.split('\0');
      for (const live of deps.pool().all()) if (live.name === name) live.attachment?.receive(read.frame);
      return ANSWERS.has(read.frame.kind);
    },
    onClose: () => {
      for (const attachment of attachments()) attachment.reset();
      for (const { cancel } of paused.values()) cancel?.();
      paused.clear();
      for (const live of held.values()) deps.pool().release(live);
      held.clear();
      deps.onDisconnected();
    },
    waiting: () => {
      for (const attachment of attachments()) if (attachment.waiting()) return true;
      return false;
    },
    probe: () => {
      const account = deps.pool().peek(deps.accountDocument());
      // The only small question Hocuspocus always answers.
      if (account?.attachment?.state() === 'open') account.attachment.resync();
      else
        for (const live of held.values()) live.attachment?.send(step1Frame(live.name, Y.encodeStateVector(live.doc)));
    },
  });

  const pause = (name: DocumentName): void => {
    const before = paused.get(name);
    before?.cancel?.();
    const times = (before?.times ?? 0) + 1;
    const isAccount = name === deps.accountDocument();
    const most = isAccount ? ACCOUNT_PAUSE_MOST : DENIED_PAUSE_MOST;
    const wait = Math.min(most, DENIED_PAUSE * 2 ** (times - 1));
    // The connection is not to blame for what the account document has to wait for.
    if (isAccount) connection.progress();
    const cancel = clock.setTimer(wait, () => {
      paused.set(name, { times, cancel: undefined });
      pump();
    });
    paused.set(name, { times, cancel });
  };

  const letGo = (live: ReplicaDocument): void => {
    if (held.get(live.name) !== live) return;
    held.delete(live.name);
    deps.pool().release(live);
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
    if (live.address.kind === 'account' && reason === 'no-such-document') void deps.onAccountMoved().then(pump);
    else deps.onDenied(live, reason);
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
          paused.delete(live.name);
          if (live.name === deps.accountDocument()) {
            live.attachment?.sendStateless(
              JSON.stringify({ type: 'follow', since: deps.cursor(), proof: deps.proof() } satisfies DeviceMessage),
            );
            connection.account('authenticated');
          }
          deps.onAuthenticated(live);
          pump();
        },
        synced: (version) => {
          deps.onSynced(live, version);
          pump();
        },
        acked: () => {
          deps.onAcked(live);
          if (live.attachment?.settled()) pump();
        },
        refused: (refusal) => deps.onRefused(live, refusal),
        denied: (reason) => onDenied(live, reason),
        closed: (reason) => onDenied(live, reason),
        message: (message) => onMessage(message),
        awareness: (update) => deps.onAwareness(live, update),
      },
    });
  };

  const onMessage = (message: ServerMessage): void => {
    if (message.type === 'typing') deps.onTyping(message);
    if (message.type !== 'feed') return;
    if (message.page.epoch !== deps.epoch()) {
      connection.reconnect();
      return;
    }
    deps.onFeed(message.page);
    cancelConfirm ??= clock.setTimer(CONFIRM_AFTER, confirm);
    pump();
  };

  /** Documents that are kept attached catch up with their version in the directory. */
  const confirm = (): void => {
    cancelConfirm = undefined;
    for (const live of held.values())
      if (live.attachment?.settled() && deps.versionOf(live.name) > live.record.synced) live.attachment.resync();
  };

  const attach = async (name: DocumentName): Promise<void> => {
    opening.add(name);
    try {
      const live = await deps.pool().use(name);
      if (stopped || !connection.isOpen() || held.has(name)) return deps.pool().release(live);
      held.set(name, live);
      live.attachment?.open(JSON.stringify({ protocol: PROTOCOL, epoch: deps.epoch(), device: deps.device }));
    } catch {
      // The store cannot be read now; the document stays closed and is asked for again later.
      pause(name);
    } finally {
      opening.delete(name);
    }
  };

  const pumpNow = (): void => {
    cancelPump = undefined;
    if (stopped || !connection.isOpen()) return;
    const wanted = new Set(deps.wanted());
    // Closed from here when its conversation was; it may be wanted anew.
    for (const live of [...held.values()]) if (live.attachment?.state() === 'closed') letGo(live);
    for (const live of [...held.values()]) {
      if (wanted.has(live.name) || !live.clean || live.attachment?.settled() !== true) continue;
      live.attachment.close();
      letGo(live);
    }
    let room = AT_ONCE - opening.size;
    for (const live of held.values()) if (live.attachment?.settled() !== true) room--;
    for (const name of wanted) {
      if (room <= 0) break;
      if (held.has(name) || opening.has(name) || paused.get(name)?.cancel !== undefined) continue;
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
      for (const { cancel } of paused.values()) cancel?.();
    },
  };
};
