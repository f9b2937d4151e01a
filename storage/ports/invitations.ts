import type { UserId } from '../../shared/ids/account.ts';

/** A link with which people may create an account until it expires or is used up. */
interface InvitationRecord {
  readonly invitationId: string;
  /** Name of its maker. */
  readonly by: string;
  /** ms since 1970 */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly uses: number;
  readonly used: number;
}

/** Invitations to this server. Tokens are known by their SHA-256 only. */
export interface Invitations {
  createInvitation(invitation: {
    readonly invitationId: string;
    readonly token: Uint8Array;
    readonly by: UserId;
    readonly at: number;
    readonly expiresAt: number;
    readonly uses: number;
  }): Promise<void>;
  /** Newest first; removes those that ended before `endedBefore`. */
  invitations(endedBefore: number): Promise<readonly InvitationRecord[]>;
  /** False when it did not exist. */
  removeInvitation(invitationId: string): Promise<boolean>;
  /** The invitation of a token, while it can be used. */
  invitationOf(token: Uint8Array, at: number): Promise<InvitationRecord | undefined>;
  /**
   * Uses it once. False when it has expired, is used up or was revoked. Of concurrent calls as many succeed as uses are
   * left.
   */
  claimInvitation(token: Uint8Array, at: number): Promise<boolean>;
  /** Returns a use: no account was made with it. */
  releaseInvitation(token: Uint8Array): Promise<void>;
}
