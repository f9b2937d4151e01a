import type { RefusalCode } from '../protocol/refusal.ts';

/** Ends a judgement; caught where that began. */
export class Refused extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}
