import type { UserId } from '../../shared/ids/account.ts';
import type { SyncSocket } from '../../sync-server/documents/sync.ts';

/** The other end of a simulated socket. */
export interface Peer {
  readonly userId: UserId;
  /** What it was opened with. */
  readonly session?: string;
  /** The session it was opened with has ended. */
  isEnded?(): boolean;
  receive(frame: Uint8Array): void;
  closed(): void;
}

/** A socket without a network: sent data arrives at once; while paused, arriving data waits. */
export class SimulatedSocket implements SyncSocket {
  readonly address: string;
  readonly isDrained = true;
  isOpen = true;
  private readonly peer: Peer;
  private readonly onClose: () => void;
  private pauses = 0;
  private readonly waiting: Uint8Array[] = [];
  private readonly onFrame: (frame: Uint8Array) => void;

  constructor(peer: Peer, onFrame: (frame: Uint8Array) => void, onClose: () => void) {
    this.onFrame = onFrame;
    this.peer = peer;
    this.address = peer.userId;
    this.onClose = onClose;
  }

  send(frame: Uint8Array): void {
    if (this.isOpen) this.peer.receive(frame);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.waiting.length = 0;
    this.onClose();
    this.peer.closed();
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  signedIn(): void {}

  pause(): void {
    this.pauses++;
  }

  resume(): void {
    this.pauses--;
    while (this.pauses === 0) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.onFrame(next);
    }
  }

  /** A frame has arrived; its bytes are reused afterwards. */
  read(frame: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.pauses > 0 || this.waiting.length > 0) this.waiting.push(new Uint8Array(frame));
    else this.onFrame(frame);
  }
}
