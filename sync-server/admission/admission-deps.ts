import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { CommitRequest, CommitResult, Journal } from '../../storage/ports/journal.ts';
import type { Measure } from '../metrics/measure.ts';
import type { DeviceRegister } from './device-register.ts';
import type { ServerDocument } from './server-document.ts';

export interface AdmissionDeps {
  readonly journal: Journal;
  /**
   * An account's membership, and the group's permissions as stored; undefined for non-members. The database compares both
   * again when it writes.
   */
  readonly membershipOf: (
    id: ConversationId,
    userId: UserId,
  ) => Promise<{ readonly membership: Membership; readonly rights: string } | undefined>;
  /** The last answer of `membershipOf` is out of date. */
  readonly forgetMembership: (id: ConversationId) => void;
  /** Device numbers under which an account may write; absent in parts that do not check them. */
  readonly devices?: DeviceRegister;
  readonly commit: (request: CommitRequest) => Promise<CommitResult>;
  readonly limits: Limits;
  /** Absent: those of the permission table. */
  readonly allowedAlgs?: AllowedAlgs | undefined;
  /** ms since 1970 */
  readonly now: () => number;
  /** ms, never set back */
  readonly monotonic: () => number;
  /** This process's own Yjs client id, from number 1; new at each start. */
  readonly serverClientId: number;
  readonly measure?: Pick<Measure, 'time'>;
  /** An update is on disk and applied: other instances may read it. */
  readonly onWritten?: (live: ServerDocument) => void;
  /** An account document has a next generation: connections that have it open move there. */
  readonly onEnded?: (live: ServerDocument) => void;
  /** Takes what judging an account's update cost beyond its bytes, in steps. */
  readonly charge?: (userId: UserId, steps: number) => void;
}
