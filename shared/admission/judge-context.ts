import type { Membership } from '../permissions/membership.ts';
import type { Permission } from '../permissions/table.ts';
import type { Limits } from '../protocol/limits.ts';

/** The `alg`s that the envelopes of a root may have. */
export type AllowedAlgs = (permission: Permission) => readonly number[];

/** Who asks, and what the facts say about them and the document. */
export interface JudgeContext {
  readonly kind: 'account' | 'conversation' | 'chapter';
  /** The writer's account number. */
  readonly number: number;
  readonly membership: Membership;
  /** ms since 1970: what is due by then may be removed by everybody. */
  readonly now: number;
  readonly limits: Limits;
  /** Chapters only. `open`: takes new messages; `far`: above twice the limit, for good. */
  readonly newMessages: 'open' | 'full' | 'closed';
  /** Encoded size of the document now, in bytes (account and conversation documents are bounded by it). */
  readonly bytes: number;
  /** The device numbers the writer may write under; absent: not checked. */
  readonly devices?: DeviceNumbers;
  /** The protocol that the writer's device speaks; absent: the newest. */
  readonly protocol?: number | undefined;
  /** Which `alg`s may stand where; absent: those of the permission table. */
  readonly allowedAlgs?: AllowedAlgs | undefined;
  /** A single change (not a sync after an absence): it has no reason to carry anything of others. */
  readonly strict: boolean;
}

/** Device numbers registered to an account, and the one a session may still register by writing under it. */
export interface DeviceNumbers {
  readonly registered: ReadonlySet<number>;
  /** The number the session names; `first`: it names none, so that the first it writes under is its own. */
  readonly session: number | 'first' | undefined;
}
