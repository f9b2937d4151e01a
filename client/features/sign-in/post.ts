import { DONE, fail, type Result } from '../../../shared/result.ts';
import { PASSWORD_HANGS_AFTER, request } from '../../http/request.ts';
import { spokenLanguage } from '../../i18n/t.ts';
import { type AuthProblem, problemOf } from './auth-problem.ts';

const asksForCode = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'twoFactorRedirect' in body && body.twoFactorRedirect === true;

/** Signs in or up. The cookie comes with the answer. */
export const post = async (
  path: string,
  body: Readonly<Record<string, string>>,
): Promise<Result<void, AuthProblem>> => {
  const answer = await request('POST', path, {
    json: body,
    language: spokenLanguage(),
    hangsAfter: PASSWORD_HANGS_AFTER,
  });
  if (!answer.ok) return fail(problemOf(answer.error));
  return asksForCode(answer.value) ? fail('second-step') : DONE;
};
