import * as v from 'valibot';

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
  | 'failed';

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: AccountProblem };

/** Longer than a slow phone needs; then it counts as no connection. ms */
const PATIENCE = 20_000;

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
};

const CODED = v.object({ code: v.string() });
const FAILURE = v.union([v.object({ error: CODED }), CODED]);

const problemOf = (status: number, body: unknown): AccountProblem => {
  const parsed = v.safeParse(FAILURE, body);
  const code = !parsed.success ? '' : 'error' in parsed.output ? parsed.output.error.code : parsed.output.code;
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  if (known !== undefined) return known;
  if (status === 429) return 'too-many';
  if (status === 401) return 'signed-out';
  return status >= 502 && status <= 504 ? 'offline' : 'failed';
};

/** One request about one's account, that only makes sense with a connection. What is not the server's counts as none. */
export const ask = async <T>(
  schema: v.GenericSchema<unknown, T>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Asked<T>> => {
  let response: Response;
  let value: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    value = text === '' ? undefined : JSON.parse(text);
  } catch {
    return { ok: false, problem: 'offline' };
  }
  if (!response.ok) return { ok: false, problem: problemOf(response.status, value) };
  const parsed = v.safeParse(schema, value);
  return parsed.success ? { ok: true, value: parsed.output } : { ok: false, problem: 'offline' };
};

/** For answers in which nothing is looked for. */
export const ANYTHING = v.unknown();
