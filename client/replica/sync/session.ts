import * as Y from 'yjs';
import type { DocumentName } from '../../../shared/document/name.ts';
import type { FeedPage } from '../../../shared/protocol/facts.ts';
import type { DeviceMessage, ServerMessage } from '../../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../../shared/protocol/version.ts';
import type { Connection } from '../../channel/projections.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Pool } from '../documents/pool.ts';
import type { Api, Clock, Network, Random } from '../ports.ts';
import { createAttachment, type FrameRefusal } from './attachment.ts';
import { readFrame, step1Frame } from './frames.ts';
import { backoffDelay, createLink } from './link.ts';

export type ConnectionState = Connection['state'];

export interface SyncWorld {
  /** This device's number. */
  readonly device: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly me: number;
  readonly pool: () => Pool;
  readonly epoch: () => string;
  readonly cursor: () => number;
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
  readonly onAuthenticated: (live: LiveDocument) => void;
  readonly onSynced: (live: LiveDocument, version: number) => void;
  readonly onAcked: (live: LiveDocument) => void;
  readonly onRefused: (live: LiveDocument, refusal: FrameRefusal) => void;
  readonly onDenied: (live: LiveDocument, reason: string) => void;
  readonly onAwareness: (live: LiveDocument, update: Uint8Array) => void;
  /** The connection is up and the facts are fresh. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
}

export interface SyncSession {
  readonly state: () => ConnectionState;
  /** Connect now, whatever the backoff says: the network came back, or somebody signed in. */
  readonly wake: () => void;
  /** What is wanted has changed. */
  readonly pump: () => void;
  /** Gives a newly opened document its attachment. */
  readonly adopt: (live: LiveDocument) => void;
  readonly stop: () => void;
}

/** Documents between asking and being settled at one time; the server keeps a queue for each. */
const AT_ONCE = 50;
/** A connection that held this long is no failure when it ends. */
const STABLE_AFTER = 10_000;
/** Until the server is asked over HTTP why it closed what was open. ms */
const ASK_WHY = 1_000;
const DENIED_PAUSE = 2_000;
const DENIED_PAUSE_MOST = 30_000;
/** An attached document whose version went up is asked once more, for its place in the directory to be certain. */
const CONFIRM_AFTER = 4_000;

export const createSyncSession = (world: SyncWorld): SyncSession => {
  const { clock, api } = world;
  let state: ConnectionState = 'offline';
  let stopped = false;
  let connecting = false;
  let failures = 0;
  let openedAt = 0;
  let cancelRetry: (() => void) | undefined;
  let cancelPump: (() => void) | undefined;
  let cancelConfirm: (() => void) | undefined;
  /** Documents this session keeps open. */
  const held = new Map<DocumentName, LiveDocument>();
  const opening = new Set<DocumentName>();
  const paused = new Map<DocumentName, { until: number; times: number }>();

  const become = (next: ConnectionState): void => {
    if (state === next) return;
    state = next;
    world.onState(next);
  };

  const attachments = function* () {
    for (const live of world.pool().all()) if (live.attachment !== undefined) yield live.attachment;
  };

  const link = createLink(world.network, clock, {
    onOpen: () => {
      openedAt = clock.now();
      pumpNow();
    },
    onFrame: (bytes) => {
      const read = readFrame(bytes);
      if (read === undefined) return;
      // The server may address a session of a document; what is behind the NUL is not part of the name.
      const [name] = read.name.split('\0');
      for (const live of world.pool().all()) if (live.name === name) live.attachment?.receive(read.frame);
    },
    onClose: () => {
      for (const attachment of attachments()) attachment.reset();
      paused.clear();
      for (const live of held.values()) world.pool().release(live);
      held.clear();
      world.onDisconnected();
      if (clock.now() - openedAt > STABLE_AFTER) failures = 0;
      if (state !== 'sign-in-needed' && state !== 'update-needed') retry();
    },
    waiting: () => {
      for (const attachment of attachments()) if (attachment.waiting()) return true;
      return false;
    },
    probe: () => {
      const account = world.pool().peek(world.accountDocument());
      // The only small question Hocuspocus always answers.
      if (account?.attachment?.state() === 'open') account.attachment.resync();
      else
        for (const live of held.values()) live.attachment?.send(step1Frame(live.name, Y.encodeStateVector(live.doc)));
    },
  });

  const retry = (): void => {
    if (stopped) return;
    become('offline');
    cancelRetry?.();
    cancelRetry = clock.setTimer(backoffDelay(failures++, world.random), () => void connect());
  };

  const fetchFacts = async (): Promise<boolean> => {
    for (let pages = 0; pages < 10_000; pages++) {
      const result = await api.feed(world.cursor());
      if (stopped) return false;
      if (!result.ok) {
        if (result.kind === 'signed-out') {
          become('sign-in-needed');
          world.onSignedOut(result.code);
        } else retry();
        return false;
      }
      if (result.value.epoch !== world.epoch()) {
        await world.onEpoch(result.value.epoch);
        if (stopped) return false;
        continue;
      }
      world.onFeed(result.value);
      if (!result.value.more) return true;
    }
    retry();
    return false;
  };

  const connect = async (): Promise<void> => {
    if (stopped || connecting || link.state() !== 'closed') return;
    connecting = true;
    cancelRetry?.();
    cancelRetry = undefined;
    become('connecting');
    const fresh = await fetchFacts().catch(() => {
      retry();
      return false;
    });
    connecting = false;
    if (fresh && !stopped) link.open();
  };

  const pause = (name: DocumentName): void => {
    const times = (paused.get(name)?.times ?? 0) + 1;
    const wait = Math.min(DENIED_PAUSE_MOST, DENIED_PAUSE * 2 ** (times - 1));
    paused.set(name, { until: clock.now() + wait, times });
    clock.setTimer(wait, pump);
  };

  const letGo = (live: LiveDocument): void => {
    if (held.get(live.name) !== live) return;
    held.delete(live.name);
    world.pool().release(live);
  };

  const onDenied = (live: LiveDocument, reason: string): void => {
    letGo(live);
    switch (reason) {
      case 'signed-out':
        become('sign-in-needed');
        link.close();
        // A socket does not say why; and the session may have been replaced by this device itself a moment ago.
        cancelRetry?.();
        cancelRetry = clock.setTimer(ASK_WHY, () => {
          if (state === 'sign-in-needed') void connect();
        });
        return;
      case 'update-needed':
        become('update-needed');
        link.close();
        return;
      case 'epoch-changed':
        link.close();
        return;
    }
    pause(live.name);
    if (live.address.kind === 'account' && reason === 'no-such-document') void world.onAccountMoved().then(pump);
    else world.onDenied(live, reason);
    pump();
  };

  const adopt = (live: LiveDocument): void => {
    live.attachment = createAttachment({
      name: live.name,
      owner: world.me,
      clock,
      target: { doc: live.doc, meter: live.meter },
      version: () => world.versionOf(live.name),
      held: () => live.needsRebase,
      send: link.send,
      events: {
        authenticated: () => {
          paused.delete(live.name);
          if (live.name === world.accountDocument()) {
            live.attachment?.sendStateless(
              JSON.stringify({ type: 'follow', since: world.cursor() } satisfies DeviceMessage),
            );
            become('online');
            world.onConnected();
          }
          world.onAuthenticated(live);
          pump();
        },
        synced: (version) => {
          world.onSynced(live, version);
          pump();
        },
        acked: () => {
          world.onAcked(live);
          if (live.attachment?.settled()) pump();
        },
        refused: (refusal) => world.onRefused(live, refusal),
        denied: (reason) => onDenied(live, reason),
        closed: (reason) => onDenied(live, reason),
        message: (message) => onMessage(message),
        awareness: (update) => world.onAwareness(live, update),
      },
    });
  };

  const onMessage = (message: ServerMessage): void => {
    if (message.type === 'typing') world.onTyping(message);
    if (message.type !== 'feed') return;
    if (message.page.epoch !== world.epoch()) {
      link.close();
      return;
    }
    world.onFeed(message.page);
    cancelConfirm ??= clock.setTimer(CONFIRM_AFTER, confirm);
    pump();
  };

  /** Documents that are kept attached catch up with their version in the directory. */
  const confirm = (): void => {
    cancelConfirm = undefined;
    for (const live of held.values())
      if (live.attachment?.settled() && world.versionOf(live.name) > live.record.synced) live.attachment.resync();
  };

  const attach = async (name: DocumentName): Promise<void> => {
    opening.add(name);
    try {
      const live = await world.pool().use(name);
      if (stopped || link.state() !== 'open' || held.has(name)) return world.pool().release(live);
      held.set(name, live);
      live.attachment?.open(JSON.stringify({ protocol: PROTOCOL, epoch: world.epoch(), device: world.device }));
    } catch {
      // The store cannot be read now; the document stays closed and is asked for again later.
      pause(name);
    } finally {
      opening.delete(name);
    }
  };

  const pumpNow = (): void => {
    cancelPump = undefined;
    if (stopped || link.state() !== 'open') return;
    const wanted = new Set(world.wanted());
    // Closed from here when its conversation was; it may be wanted anew.
    for (const live of [...held.values()]) if (live.attachment?.state() === 'closed') letGo(live);
    for (const live of [...held.values()]) {
      if (wanted.has(live.name) || !live.clean || live.attachment?.settled() !== true) continue;
      live.attachment.close();
      letGo(live);
    }
    let room = AT_ONCE - opening.size;
    for (const live of held.values()) if (live.attachment?.settled() !== true) room--;
    const now = clock.now();
    for (const name of wanted) {
      if (room <= 0) break;
      if (held.has(name) || opening.has(name) || (paused.get(name)?.until ?? 0) > now) continue;
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
    state: () => state,
    wake: () => {
      if (stopped) return;
      failures = 0;
      if (link.state() === 'closed') {
        if (state === 'sign-in-needed') become('offline');
        void connect();
      } else for (const live of held.values()) live.attachment?.resync();
    },
    pump,
    adopt,
    stop: () => {
      stopped = true;
      cancelRetry?.();
      cancelPump?.();
      cancelConfirm?.();
      link.close();
    },
  };
};
