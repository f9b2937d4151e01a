/** A link with which people may make an account. */
export interface Invitation {
  /** ms since 1970 */
  readonly expiresAt: number;
  readonly uses: number;
  readonly used: number;
}

/** Whether an account can still be made by it. */
export const isUsable = <T extends Invitation>(invitation: T | undefined, at: number): invitation is T =>
  invitation !== undefined && invitation.expiresAt > at && invitation.used < invitation.uses;

/** How often it was used, once a use is given back. */
export const usedAfterRelease = ({ used }: Invitation): number => Math.max(0, used - 1);
