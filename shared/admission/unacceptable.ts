import type { RefusalCode } from '../protocol/refusal.ts';

/** Thrown inside the scan, and nowhere let out of it. */
export class Unacceptable extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}
