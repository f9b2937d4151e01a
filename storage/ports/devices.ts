/** What the server remembers of devices, beside the sessions that sign-in keeps. */
import type { UserId } from '../../shared/ids/account.ts';

/** A device that asks to be signed in by another one. */
interface LinkedDevice {
  /** As it says of itself (`User-Agent`). */
  readonly agent: string;
  readonly address: string;
}

type DeviceLinkState =
  | { readonly kind: 'open' }
  /** Somebody has opened it and waits to be let in. */
  | { readonly kind: 'claimed'; readonly device: LinkedDevice }
  | { readonly kind: 'confirmed' };

/** Tokens are given as their SHA-256; nobody who reads the database can use one. */
export interface Devices {
  /** Device numbers under which an account has written, the newest `accountDevices` of them. */
  numbersOf(userId: UserId): Promise<readonly number[]>;
  /**
   * A session was ended from elsewhere, so that its device can be told; repeating does no harm. Links for new devices are
   * dropped with it: it may have made them.
   */
  endSession(session: { tokenHash: Uint8Array; userId: UserId; at: number }): Promise<void>;
  /** `gone`: its account was deleted. Undefined: it was not ended from elsewhere, it ran out. */
  endedSession(tokenHash: Uint8Array): Promise<'ended' | 'gone' | undefined>;
  /** Forgets sessions that ended before a moment, and links that ran out before another. */
  forgetEnded(sessionsBefore: number, linksBefore: number): Promise<void>;
  /** A link of an account replaces the one it made before. */
  addLink(link: { tokenHash: Uint8Array; userId: UserId; expiresAt: number }): Promise<void>;
  /** The account a link leads to, for the first who asks before it runs out; who comes later gets nothing. */
  claimLink(claim: {
    tokenHash: Uint8Array;
    claimHash: Uint8Array;
    device: LinkedDevice;
    now: number;
  }): Promise<UserId | undefined>;
  /** How an account's own link stands; undefined when it ran out or was used. */
  linkOf(tokenHash: Uint8Array, userId: UserId, now: number): Promise<DeviceLinkState | undefined>;
  /** Lets in who has claimed it; false when nobody has, or too late. */
  confirmLink(tokenHash: Uint8Array, userId: UserId, now: number): Promise<boolean>;
  dropLink(tokenHash: Uint8Array, userId: UserId): Promise<void>;
  /** Once: the account that a confirmed claim lets in. `waiting`: not confirmed yet. */
  takeLink(claimHash: Uint8Array, now: number): Promise<{ readonly userId: UserId } | 'waiting' | undefined>;
}
