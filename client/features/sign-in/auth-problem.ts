import type { HttpFailure } from '../../http/request.ts';

/** Why signing in or up failed; shown through the catalogue as `auth.<problem>`. */
export type AuthProblem =
  | 'offline'
  | 'wrong'
  | 'exists'
  | 'password-short'
  | 'password-long'
  | 'password-own'
  | 'password-weak'
  | 'login'
  | 'username'
  | 'username-taken'
  | 'unconfirmed'
  | 'invitation'
  | 'link-gone'
  | 'email'
  | 'name'
  | 'too-many'
  | 'closed'
  | 'disabled'
  | 'setup-done'
  | 'setup-token'
  /** The password is right; a code is to follow. */
  | 'second-step'
  | 'failed';

const BY_CODE: Readonly<Record<string, AuthProblem>> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong',
  INVALID_PASSWORD: 'wrong',
  USER_NOT_FOUND: 'wrong',
  INVALID_EMAIL: 'email',
  PASSWORD_TOO_SHORT: 'password-short',
  PASSWORD_TOO_LONG: 'password-long',
  USER_ALREADY_EXISTS: 'exists',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'exists',
  EMAIL_PASSWORD_SIGN_UP_DISABLED: 'closed',
  EMAIL_PASSWORD_DISABLED: 'closed',
  INVALID_USERNAME_OR_PASSWORD: 'wrong',
  INVALID_USERNAME: 'wrong',
  USERNAME_TOO_SHORT: 'wrong',
  USERNAME_TOO_LONG: 'wrong',
  USERNAME_IS_ALREADY_TAKEN: 'username-taken',
  EMAIL_NOT_VERIFIED: 'unconfirmed',
  ACCOUNT_DISABLED: 'disabled',
  SIGN_UP_CLOSED: 'closed',
  LINK_GONE: 'link-gone',
  'username-taken': 'username-taken',
  'weak-password': 'password-weak',
  'sign-up-closed': 'closed',
  'invitation-needed': 'invitation',
  'link-gone': 'link-gone',
  'too-many': 'too-many',
  'setup-done': 'setup-done',
  'not-allowed': 'setup-token',
  'not-found': 'setup-token',
};

const codeOf = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  // Our own routes wrap it in `error`, better-auth does not.
  const inner = 'error' in body && typeof body.error === 'object' && body.error !== null ? body.error : body;
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : undefined;
};

/** @param status of the HTTP answer @param body parsed JSON */
export const authProblemOf = (status: number, body: unknown): AuthProblem => {
  const code = codeOf(body);
  const known = code !== undefined && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known !== undefined) return known;
  if (status === 429) return 'too-many';
  if (status === 401) return 'wrong';
  // A proxy that cannot reach the server.
  if (status === 502 || status === 503 || status === 504) return 'offline';
  return 'failed';
};

export const problemOf = (failure: HttpFailure): AuthProblem =>
  failure.kind === 'offline' ? 'offline' : authProblemOf(failure.status, failure.body);
