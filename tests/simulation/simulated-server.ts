import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { type Announce, createAnnounce } from '../../sync-server/cluster/announce.ts';
import type { Cluster } from '../../sync-server/cluster/cluster.ts';
import type { SocketHandlers } from '../../sync-server/documents/sync.ts';
import { createSync, type Sync } from '../../sync-server/documents/sync.ts';
import type { Log } from '../../sync-server/log.ts';
import type { Timers } from '../../sync-server/timers.ts';
import type { Scheduler } from './scheduler.ts';
import { SimulatedBlobStore } from './simulated-blob-store.ts';
import { type Peer, SimulatedSocket } from './simulated-socket.ts';

/** Few rows, so that documents are compacted within one run. */
const SNAPSHOT_ROWS = 12;
/** Longest delay of a disk, and of the next turn of the event loop. ms */
const DISK_MS = 5;
const TURN_MS = 3;
/** What a browser's upgrade looks like: it brings a cookie. */
const UPGRADE = new Request('http://localhost/sync', { headers: { cookie: 'session' } });
/** A new one each time: one that is shared would keep everything that ever waited for it. */
const never = (): Promise<never> => new Promise(() => {});

export interface SimulatedServerDependencies {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly cluster: Cluster;
  /** Where its blobs are; it outlives the server. */
  readonly blobStore?: SimulatedBlobStore;
  /** Its wall clock, when that is not the scheduler's. */
  readonly now?: () => number;
  readonly random: () => number;
  readonly limits: Limits;
  readonly allowedAlgs?: AllowedAlgs | undefined;
  /** A device showed that an older database had been put back. */
  readonly onNoticed?: () => void;
  /** Called with errors that the server itself reports. */
  readonly onFault: (event: string, error: unknown) => void;
  /** People whom a stranger adds to a group are asked first. */
  readonly asksStrangers?: boolean;
}

/** The whole sync server, over simulated sockets, timers and a slow disk; it may stop at any moment. */
export class SimulatedServer {
  alive = true;
  readonly storage: Storage;
  readonly blobStore: SimulatedBlobStore;
  readonly cluster: Cluster;
  readonly announce: Announce;
  readonly asksStrangers: boolean;
  readonly checkHistory: Sync['checkHistory'];
  /** Never resolves while it runs. */
  readonly crashed: Promise<void>;
  private readonly end: () => void;
  private readonly sync: Sync;
  private readonly sockets = new Map<Peer, { readonly socket: SimulatedSocket; readonly handlers: SocketHandlers }>();

  constructor(deps: SimulatedServerDependencies) {
    const { scheduler, random, cluster } = deps;
    this.cluster = cluster;
    this.blobStore = deps.blobStore ?? new SimulatedBlobStore();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.crashed = promise;
    this.end = resolve;
    this.storage = deps.storage;
    this.asksStrangers = deps.asksStrangers ?? false;
    this.announce = createAnnounce(cluster, (error) => this.alive && deps.onFault('event-failed', error));
    this.sync = createSync({
      storage: this.livingStorage(deps),
      cluster,
      now: deps.now ?? (() => scheduler.now),
      monotonic: () => scheduler.now,
      timers: this.timers(scheduler, random),
      random,
      log: this.log(deps),
      limits: deps.limits,
      allowedAlgs: deps.allowedAlgs,
      fatal: (reason) => {
        deps.onFault('fatal', new Error(reason));
        throw new Error(reason);
      },
      joinsBroadcasts: false,
      snapshotRows: SNAPSHOT_ROWS,
    });
    this.checkHistory = this.sync.checkHistory;
  }

  connect(peer: Peer): void {
    const socket: SimulatedSocket = new SimulatedSocket(
      peer,
      (frame) => this.alive && handlers.handleMessage(frame),
      () => this.disconnect(peer),
    );
    const { userId, session } = peer;
    const handlers = this.sync.handleSocket(socket, UPGRADE, async () =>
      peer.isEnded?.() === true ? undefined : { userId, access: 'write', sessionId: session },
    );
    this.sockets.set(peer, { socket, handlers });
  }

  disconnect(peer: Peer): void {
    const one = this.sockets.get(peer);
    if (!this.sockets.delete(peer) || one === undefined) return;
    one.socket.isOpen = false;
    one.handlers.handleClose();
  }

  frame(peer: Peer, data: Uint8Array): void {
    this.sockets.get(peer)?.socket.read(data);
  }

  /** Several frames that arrived in one read of the socket, whose memory is reused afterwards. */
  segment(peer: Peer, frames: readonly Uint8Array[]): void {
    const memory = Buffer.concat(frames);
    let start = 0;
    for (const { byteLength } of frames) {
      this.frame(peer, memory.subarray(start, start + byteLength));
      start += byteLength;
    }
    memory.fill(255);
  }

  /** Stops at once: whatever was not on disk is gone, and sockets break. */
  crash(): void {
    this.alive = false;
    this.end();
    const sockets = [...this.sockets.values()];
    this.sockets.clear();
    for (const { socket } of sockets) socket.close();
    this.sync.drop();
  }

  hasOpen(name: string): boolean {
    return this.alive && this.sync.isOpen(name);
  }

  /** A write that waits for the disk when the process ends never finishes. */
  private livingStorage({ storage, scheduler, random }: SimulatedServerDependencies): Storage {
    const living = <T>(result: Promise<T>): Promise<T> => result.then((value) => (this.alive ? value : never()));
    const port = <P extends object>(of: P): P => {
      const made = new Map<unknown, unknown>();
      return new Proxy(of, {
        get: (target, name) => {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          if (!made.has(method))
            made.set(method, (...args: unknown[]) =>
              this.alive ? living(Reflect.apply(method, target, args)) : never(),
            );
          return made.get(method);
        },
      });
    };
    const journal = port(storage.journal);
    return {
      ...storage,
      facts: port(storage.facts),
      devices: port(storage.devices),
      leaving: port(storage.leaving),
      journal: port({
        ...journal,
        commit: async (requests) => {
          const results = await storage.journal.commit(requests);
          await scheduler.sleep(random() * DISK_MS);
          return results;
        },
      }),
    };
  }

  private timers(scheduler: Scheduler, random: () => number): Timers {
    const setTimer: Timers['setTimer'] = (ms, run) => scheduler.after(ms, () => this.alive && run());
    return {
      setTimer,
      repeat: (ms, run) => {
        let cancel = setTimer(ms, function again() {
          cancel = setTimer(ms, again);
          run();
        });
        return () => cancel();
      },
      nextTurn: (run) => void setTimer(random() * TURN_MS, run),
    };
  }

  private log({ onNoticed, onFault }: SimulatedServerDependencies): Log {
    return {
      debug: () => {},
      info: () => {},
      warn: (event) => event === 'older-database' && onNoticed?.(),
      error: (event, fields) => this.alive && onFault(event, fields?.error),
    };
  }
}
