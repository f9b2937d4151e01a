/** A link with which people may create an account. */
export interface Invitation {
  /** ms since 1970 */
  readonly expiresAt: number;
  readonly uses: number;
  readonly used: number;
}

/** Whether it can still be used. */
export const isUsable = <T extends Invitation>(invitation: T | undefined, at: number): invitation is T =>
  invitation !== undefined && invitation.expiresAt > at && invitation.used < invitation.uses;

/** The number of uses after one is returned. */
export const usedAfterRelease = ({ used }: Invitation): number => Math.max(0, used - 1);
