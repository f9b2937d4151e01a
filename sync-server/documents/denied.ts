import type { DeniedReason } from '../../shared/protocol/messages.ts';

/** Thrown in Hocuspocus' hooks; the client receives `reason`. The message is empty so that nothing is printed. */
export class Denied extends Error {
  readonly reason: DeniedReason | 'refused';
  /** Close code for a socket that carries only this document. */
  readonly code = 4403;
  constructor(reason: DeniedReason | 'refused') {
    super('');
    this.reason = reason;
  }
}
