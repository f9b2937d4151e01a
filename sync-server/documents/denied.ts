import type { DeniedReason } from '../../shared/protocol/messages.ts';

/** Thrown in Hocuspocus' hooks; `reason` reaches the client. The message stays empty so that nothing is printed. */
export class Denied extends Error {
  readonly reason: DeniedReason | 'refused';
  /** Close code towards a socket that carries only this document. */
  readonly code = 4403;
  constructor(reason: DeniedReason | 'refused') {
    super('');
    this.reason = reason;
  }
}
