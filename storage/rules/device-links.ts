import type { UserId } from '../../shared/ids/account.ts';
import type { Devices } from '../ports/devices.ts';

type LinkState = NonNullable<Awaited<ReturnType<Devices['linkOf']>>>;
type Taken = Awaited<ReturnType<Devices['takeLink']>>;

/** A device's request to be signed in by another one. */
export interface DeviceLink {
  /** The account that made it. */
  readonly userId: UserId;
  readonly isGone: boolean;
  /** ms since 1970 */
  readonly expiresAt: number;
  /** The device that opened it first. */
  readonly device: { readonly agent: string; readonly address: string } | undefined;
  readonly isConfirmed: boolean;
}

const isAlive = (link: DeviceLink | undefined, now: number): link is DeviceLink =>
  link !== undefined && link.expiresAt > now;

/** The account that a link leads to, for the first device that opens it. */
export const claimedAccount = (link: DeviceLink | undefined, now: number): UserId | undefined =>
  isAlive(link, now) && link.device === undefined ? link.userId : undefined;

/** The state of a link for the account that made it. */
export const linkState = (link: DeviceLink | undefined, userId: UserId, now: number): LinkState | undefined => {
  if (!isAlive(link, now) || link.userId !== userId) return undefined;
  if (link.isConfirmed) return { kind: 'confirmed' };
  return link.device === undefined ? { kind: 'open' } : { kind: 'claimed', device: link.device };
};

/** Only the account that made a link can approve the device that opened it. */
export const mayConfirm = (link: DeviceLink | undefined, userId: UserId, now: number): boolean =>
  isAlive(link, now) && link.userId === userId && link.device !== undefined;

/** What the device that opened a link is told; a deleted account signs nobody in. */
export const takenLink = (link: DeviceLink | undefined, now: number): Taken => {
  if (!isAlive(link, now) || link.isGone) return undefined;
  return link.isConfirmed ? { userId: link.userId } : 'waiting';
};
