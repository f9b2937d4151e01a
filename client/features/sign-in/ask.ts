import * as v from 'valibot';
import { type AuthProblem, authProblemOf } from './auth-problem.ts';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: AuthProblem };

/** Longer than a slow phone needs; then it counts as no connection. ms */
const PATIENCE = 20_000;

/** Where nothing is looked for in the answer. */
export const NOTHING = v.unknown();

/** One request about accounts, for pages that only make sense with a connection. */
export const ask = async <T>(
  schema: v.GenericSchema<unknown, T>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer<T>> => {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    return { ok: false, problem: 'offline' };
  }
  let value: unknown;
  try {
    value = text === '' ? undefined : JSON.parse(text);
  } catch {
    // A proxy's page, not the server's answer.
    return { ok: false, problem: response.ok ? 'offline' : authProblemOf(response.status, undefined) };
  }
  if (!response.ok) return { ok: false, problem: authProblemOf(response.status, value) };
  const parsed = v.safeParse(schema, value);
  return parsed.success ? { ok: true, value: parsed.output } : { ok: false, problem: 'failed' };
};
