/** What the server remembers of devices, beside the sessions that sign-in keeps. */
import type { UserId } from '../../shared/ids/account.ts';

/** A new device that asks to be signed in by another one. */
interface LinkedDevice {
  /** The device's own description (`User-Agent`). */
  readonly agent: string;
  readonly address: string;
}

type DeviceLinkState =
  | { readonly kind: 'open' }
  /** A device has opened the link and waits for approval. */
  | { readonly kind: 'claimed'; readonly device: LinkedDevice }
  | { readonly kind: 'confirmed' };

/** Tokens are given as their SHA-256, so nobody who reads the database can use one. */
export interface Devices {
  /** Device numbers under which an account has written, the newest `accountDevices` of them. */
  numbersOf(userId: UserId): Promise<readonly number[]>;
  /**
   * Records that a session was ended from elsewhere, so that its device can be told; repeating does no harm. Links for new
   * devices are dropped with it, since it may have made them.
   */
  endSession(session: { tokenHash: Uint8Array; userId: UserId; at: number }): Promise<void>;
  /** `gone`: its account was deleted. Undefined: the session expired by itself. */
  endedSession(tokenHash: Uint8Array): Promise<'ended' | 'gone' | undefined>;
  /** Forgets sessions that ended before one time, and links that expired before another. */
  forgetEnded(sessionsBefore: number, linksBefore: number): Promise<void>;
  /** Creates a link, which replaces the account's earlier one. */
  addLink(link: { tokenHash: Uint8Array; userId: UserId; expiresAt: number }): Promise<void>;
  /** The account that a link leads to, for the first device that asks before it expires; later devices get nothing. */
  claimLink(claim: {
    tokenHash: Uint8Array;
    claimHash: Uint8Array;
    device: LinkedDevice;
    now: number;
  }): Promise<UserId | undefined>;
  /** The state of an account's own link; undefined when it expired or was used. */
  linkOf(tokenHash: Uint8Array, userId: UserId, now: number): Promise<DeviceLinkState | undefined>;
  /** Approves the device that has claimed the link; false when none has, or too late. */
  confirmLink(tokenHash: Uint8Array, userId: UserId, now: number): Promise<boolean>;
  dropLink(tokenHash: Uint8Array, userId: UserId): Promise<void>;
  /** Works once: the account that a confirmed claim signs in to. `waiting`: not confirmed yet. */
  takeLink(claimHash: Uint8Array, now: number): Promise<{ readonly userId: UserId } | 'waiting' | undefined>;
}
