import type { UserId } from '../../shared/ids/account.ts';

/** A link with which people may make an account, as long as it is neither over nor used up. */
interface InvitationRecord {
  readonly invitationId: string;
  /** Name of who made it. */
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
  /** The newest first; those that ended before `endedBefore` are removed. */
  invitations(endedBefore: number): Promise<readonly InvitationRecord[]>;
  /** False when there was none. */
  removeInvitation(invitationId: string): Promise<boolean>;
  /** The invitation of a token, while it can be used. */
  invitationOf(token: Uint8Array, at: number): Promise<InvitationRecord | undefined>;
  /** Takes one use of it; false when it is over, used up or removed. Of several at once as many succeed as uses are left. */
  claimInvitation(token: Uint8Array, at: number): Promise<boolean>;
  /** Gives a use back: no account was made with it. */
  releaseInvitation(token: Uint8Array): Promise<void>;
}
