import * as v from 'valibot';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import { type HttpFailure, type Method, PASSWORD_HANGS_AFTER, request } from '../../http/request.ts';

/** Why something could not be done; shown through the catalogue as `problem.<code>`. */
export type AccountProblem =
  | 'offline'
  | 'too-many'
  | 'signed-out'
  | 'password'
  | 'code'
  | 'code-used'
  | 'recovery'
  | 'locked'
  | 'again'
  | 'not-fresh'
  | 'link-gone'
  | 'passkey'
  | 'passkey-known'
  | 'passkey-unknown'
  | 'name'
  | 'owner'
  | 'last-administrator'
  | 'failed';

export type Asked<T> = Result<T, AccountProblem>;

const PROBLEMS: Readonly<Record<string, AccountProblem>> = {
  INVALID_PASSWORD: 'password',
  INVALID_CODE: 'code',
  CODE_USED: 'code-used',
  INVALID_BACKUP_CODE: 'recovery',
  INVALID_TWO_FACTOR_COOKIE: 'again',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'again',
  ACCOUNT_TEMPORARILY_LOCKED: 'locked',
  SESSION_NOT_FRESH: 'not-fresh',
  PASSKEY_NOT_FOUND: 'passkey-unknown',
  AUTHENTICATION_FAILED: 'passkey-unknown',
  'link-gone': 'link-gone',
  'too-many': 'too-many',
  'wrong-password': 'password',
  'last-owner': 'owner',
  'last-administrator': 'last-administrator',
};

const CODED = v.object({ code: v.string() });
const FAILURE = v.union([v.object({ error: CODED }), CODED]);

const problemOf = (failure: HttpFailure): AccountProblem => {
  if (failure.kind === 'offline') return 'offline';
  const { status, body } = failure;
  const parsed = v.safeParse(FAILURE, body);
  const code = !parsed.success ? '' : 'error' in parsed.output ? parsed.output.error.code : parsed.output.code;
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  if (known !== undefined) return known;
  if (status === 429) return 'too-many';
  if (status === 401) return 'signed-out';
  return status >= 502 && status <= 504 ? 'offline' : 'failed';
};

/** One request about the person's account, which needs a connection. */
export const ask = async <T>(
  schema: v.GenericSchema<unknown, T>,
  method: Method,
  path: string,
  json?: unknown,
): Promise<Asked<T>> => {
  const answer = await request(method, path, { json, hangsAfter: PASSWORD_HANGS_AFTER });
  if (!answer.ok) return fail(problemOf(answer.error));
  const parsed = v.safeParse(schema, answer.value);
  return parsed.success ? succeed(parsed.output) : fail('offline');
};

/** For answers in which nothing is looked for. */
export const ANYTHING = v.unknown();
