import { expect, test } from 'vitest';
import { authProblemOf } from '../../client/features/sign-in/auth-problem.ts';
import { SIGN_IN_MESSAGES } from '../../client/features/sign-in/messages.ts';

test.each([
  [401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'x' }, 'wrong'],
  [422, { code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', message: 'x' }, 'exists'],
  [400, { code: 'PASSWORD_TOO_SHORT' }, 'password-short'],
  [409, { error: { code: 'setup-done', message: 'x', retry: false } }, 'setup-done'],
  [429, undefined, 'too-many'],
  [502, '<html>', 'offline'],
  [500, null, 'failed'],
  [418, { code: 'constructor' }, 'failed'],
] as const)('UI-9 an answer %i %j is said as "%s"', (status, body, problem) => {
  expect(authProblemOf(status, body)).toBe(problem);
  expect(Object.hasOwn(SIGN_IN_MESSAGES, `auth.${problem}`)).toBe(true);
});
