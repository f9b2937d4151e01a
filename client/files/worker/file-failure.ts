/**
 * Why a file is not here. `damaged`: not what was sealed; `unreachable`: no connection, or no answer, so that it is tried
 * again; `gone`: the server has it no longer; `unknown`: this device has no key of it.
 */
export type FileFailureKind = 'damaged' | 'unreachable' | 'gone' | 'unknown';

/** Ends the reading of a file. */
export class FileFailure extends Error {
  readonly kind: FileFailureKind;

  constructor(kind: FileFailureKind) {
    super(`This file is ${kind}.`);
    this.kind = kind;
  }
}

export const failureKindOf = (error: unknown): FileFailureKind =>
  error instanceof FileFailure ? error.kind : 'unreachable';
