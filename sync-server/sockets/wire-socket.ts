import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import type { SyncSocket } from '../documents/sync.ts';

export interface WireSocketDependencies {
  readonly address: string;
  /** Its account is known now. */
  readonly onSignedIn: (account: string) => void;
  /** All sockets of its account; undefined until that is known. */
  readonly siblings: () => Iterable<WireSocket>;
  /** Monotonic ms. */
  readonly now: () => number;
}

/** ms in which a device reads what was sent so far, before its line counts as dead. */
const UNDRAINED_MS = GATE_LIMITS.unfinishedMs;

/**
 * One WebSocket with its bounds: what it may send until its account is known, how long a frame may take, and how much it
 * may leave unread.
 */
export class WireSocket implements SyncSocket {
  readonly address: string;
  isSignedIn = false;
  readonly #socket: WebSocket;
  readonly #wire: Duplex;
  readonly #deps: WireSocketDependencies;
  #pauses = 0;
  /** Bytes since the last complete frame, and when the first of them came. */
  #unfinished = 0;
  #unfinishedSince: number;
  #received = 0;
  /** A ping is under way and nothing was heard since. */
  #isAsked = false;
  /** When something began to wait for the other end to read. */
  #undrainedSince: number | undefined;
  #draining: Promise<void> | undefined;
  #controls = 0;
  #controlsSince: number;

  constructor(socket: WebSocket, wire: Duplex, deps: WireSocketDependencies) {
    this.address = deps.address;
    this.#socket = socket;
    this.#wire = wire;
    this.#deps = deps;
    this.#unfinishedSince = this.#controlsSince = deps.now();
    // Before ws reads the bytes: a frame that they complete takes them off again.
    wire.prependListener('data', (chunk: Buffer) => this.#count(chunk.byteLength));
    for (const kind of ['ping', 'pong'] as const) socket.on(kind, (data) => this.#controlFrameEnded(data.byteLength));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get unread(): number {
    return this.#socket.bufferedAmount;
  }

  /** Something came since it was last asked. */
  get wasHeard(): boolean {
    return !this.#isAsked;
  }

  get unfinished(): number {
    return this.#unfinished;
  }

  /** A device that stops reading is cut before it fills the server's memory; Hocuspocus hears of the close. */
  send(data: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.unread > GATE_LIMITS.unreadBytes && this.#holdsTooMuch()) {
      this.terminate();
      return;
    }
    // What one turn sends (acks and broadcasts of many documents) goes to the kernel in one call.
    if (this.#wire.writableCorked === 0) {
      this.#wire.cork();
      process.nextTick(() => this.#wire.uncork());
    }
    this.#socket.send(data);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Counted: it is read again when everybody who paused it has resumed it. */
  pause(): void {
    if (this.#pauses++ === 0) this.#socket.pause();
  }

  resume(): void {
    if (--this.#pauses > 0) return;
    // What it owed while it was not read it may say now.
    this.#isAsked = false;
    this.#socket.resume();
  }

  get isDrained(): boolean {
    return !this.isOpen || this.unread <= GATE_LIMITS.unreadBytes;
  }

  drained(): Promise<void> {
    if (this.isDrained) return Promise.resolve();
    this.#undrainedSince ??= this.#deps.now();
    // One wait for all who wait: Node takes many listeners for a leak.
    this.#draining ??= new Promise((resolve) => {
      const end = (): void => {
        this.#undrainedSince = undefined;
        this.#draining = undefined;
        this.#wire.off('drain', end);
        this.#socket.off('close', end);
        resolve();
      };
      this.#wire.on('drain', end);
      this.#socket.on('close', end);
    });
    return this.#draining;
  }

  signedIn(account: string): void {
    this.isSignedIn = true;
    this.#deps.onSignedIn(account);
  }

  /** A frame is complete. */
  frameEnded(): void {
    this.#unfinished = 0;
  }

  /** Asks whether the other end is there; cuts a line that has said nothing since it was last asked. */
  probe(): void {
    const isSlow = this.#unfinished > 0 && this.#deps.now() - this.#unfinishedSince > GATE_LIMITS.unfinishedMs;
    const isStuck = this.#undrainedSince !== undefined && this.#deps.now() - this.#undrainedSince > UNDRAINED_MS;
    // While it is not read, nothing can be heard of it.
    if (isStuck || (this.#pauses === 0 && (this.#isAsked || isSlow))) this.terminate();
    else {
      this.#isAsked = true;
      this.#socket.ping();
    }
  }

  #count(bytes: number): void {
    this.#isAsked = false;
    this.#received += bytes;
    if (this.#unfinished === 0) this.#unfinishedSince = this.#deps.now();
    this.#unfinished += bytes;
    if (!this.isSignedIn) {
      // What comes while the account is being looked up waits on the wire, which is paused.
      if (this.#received > GATE_LIMITS.unknownBytes && this.#pauses === 0) this.terminate();
    } else if (this.#unfinished > GATE_LIMITS.unknownBytes && this.#sum('unfinished') > GATE_LIMITS.unfinishedBytes)
      this.terminate();
  }

  /**
   * A ping, or a pong whether or not it was asked for. Its bytes, with six of a masked header, belong to no frame that is
   * unfinished. Each takes its time, and a ping is answered at once, also when the other end reads nothing.
   */
  #controlFrameEnded(bytes: number): void {
    this.#unfinished = Math.max(0, this.#unfinished - bytes - 6);
    const now = this.#deps.now();
    if (now - this.#controlsSince > 1_000) {
      this.#controls = 0;
      this.#controlsSince = now;
    }
    if (++this.#controls > GATE_LIMITS.controlFramesPerSecond) this.terminate();
  }

  #holdsTooMuch(): boolean {
    return this.unread > GATE_LIMITS.unreadMostBytes || this.#sum('unread') > GATE_LIMITS.unreadAccountBytes;
  }

  #sum(kind: 'unread' | 'unfinished'): number {
    let sum = 0;
    for (const sibling of this.#deps.siblings()) sum += sibling[kind];
    return sum;
  }
}
