/** What may fail as expected: the caller has to look whether it did, and why. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** It was done, and there is nothing to say of it. */
export const DONE: Result<void, never> = { ok: true, value: undefined };

export const succeed = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const fail = <const E>(error: E): Result<never, E> => ({ ok: false, error });
