import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiError, ApiErrorCode } from '../../shared/protocol/http.ts';

/** Status, words for the person, and whether the same request may succeed later. */
const ERRORS: Record<ApiErrorCode, readonly [status: ContentfulStatusCode, message: string, retry: boolean]> = {
  'signed-out': [401, 'Sign in to continue.', false],
  'session-ended': [401, 'This device was signed out from another one. Sign in to continue.', false],
  'account-gone': [401, 'This account was deleted.', false],
  invalid: [400, 'The request is not in the expected form.', false],
  'not-found': [404, 'There is nothing here, or it is not yours to see.', false],
  'not-allowed': [403, 'Your role in this conversation does not allow this.', false],
  'id-taken': [409, 'This conversation id belongs to another conversation.', false],
  'unknown-member': [404, 'There is no such person on this server.', false],
  'group-full': [409, 'This group has as many members as a group can have.', false],
  unanswered: [403, 'Somebody here has not answered enough of your earlier requests. Wait for an answer.', false],
  'too-many': [429, 'Too many requests; wait a little and try again.', true],
  'wrong-origin': [403, 'This request came from another website and was refused.', false],
  'setup-done': [409, 'This server has an administrator already.', false],
  'link-gone': [404, 'This link is not valid any more. Ask for a new one.', false],
  'last-owner': [403, 'The owner cannot leave the group: nobody could look after it. Hand it over first.', false],
  'unknown-picture': [409, 'This picture is not on the server; send it first.', false],
  'weak-password': [400, 'This password is too easy to guess.', false],
  'username-taken': [409, 'Somebody has this username already.', false],
  'sign-up-closed': [403, 'This server takes no new accounts.', false],
  'invitation-needed': [403, 'New accounts need an invitation to this server.', false],
  'wrong-password': [403, 'This is not your password.', false],
  'last-administrator': [403, 'You are the only administrator of this server. Make somebody else one first.', false],
  'too-large': [413, 'This file is larger than this server takes.', false],
  'quota-full': [403, 'Your files take all the room you have on this server.', false],
  'server-full': [507, 'The server has no room for this file now.', true],
  incomplete: [409, 'Parts of this file have not arrived.', true],
  'blob-complete': [409, 'This file is on the server already.', false],
  'blob-in-use': [409, 'A message refers to this file.', false],
  'blob-removing': [409, 'A file of this id is being removed; try again.', true],
  failed: [500, 'Something went wrong on the server; try again.', true],
};

/** An expected failure of a request, as a value. `message` and `status` replace the usual ones of the code. */
export interface Failure {
  readonly code: ApiErrorCode;
  readonly message?: string;
  readonly status?: ContentfulStatusCode;
  /** Seconds to wait, for `too-many`. */
  readonly wait?: number;
}

export const fail = (c: Context, failure: Failure): Response => {
  const [status, message, retry] = ERRORS[failure.code];
  const body: ApiError = { error: { code: failure.code, message: failure.message ?? message, retry } };
  if (failure.wait !== undefined) c.header('Retry-After', String(failure.wait));
  return c.json(body, failure.status ?? status);
};
