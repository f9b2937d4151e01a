import * as v from 'valibot';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import { type Method, PASSWORD_HANGS_AFTER, request } from '../../http/request.ts';
import { spokenLanguage } from '../../i18n/t.ts';
import { type AuthProblem, problemOf } from './auth-problem.ts';

export type Answer<T> = Result<T, AuthProblem>;

/** Where nothing is looked for in the answer. */
export const NOTHING = v.unknown();

/** One request about accounts, for pages that only make sense with a connection. */
export const ask = async <T>(
  schema: v.GenericSchema<unknown, T>,
  method: Method,
  path: string,
  json?: unknown,
): Promise<Answer<T>> => {
  const answer = await request(method, path, {
    json,
    language: spokenLanguage(),
    hangsAfter: PASSWORD_HANGS_AFTER,
  });
  if (!answer.ok) return fail(problemOf(answer.error));
  const parsed = v.safeParse(schema, answer.value);
  return parsed.success ? succeed(parsed.output) : fail('offline');
};
