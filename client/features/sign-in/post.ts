import { type AuthProblem, authProblemOf } from './auth-problem.ts';

/** Longer than a slow phone needs; then it counts as no connection. ms */
const PATIENCE = 20_000;

const bodyOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

const asksForCode = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'twoFactorRedirect' in body && body.twoFactorRedirect === true;

/** Undefined when it was done. The cookie comes with the answer. */
export const post = async (path: string, body: Readonly<Record<string, string>>): Promise<AuthProblem | undefined> => {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return 'offline';
  }
  const answer = await bodyOf(response);
  if (!response.ok) return authProblemOf(response.status, answer);
  return asksForCode(answer) ? 'second-step' : undefined;
};
