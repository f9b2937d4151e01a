import type { MiddlewareHandler } from 'hono';
import type { KnownDevices } from '../sign-in/known-devices.ts';
import type { AppEnv } from './deps.ts';

const STARTS_SESSION = /session_token=[^;]/;

const emailOf = (answer: unknown): string | undefined => {
  if (typeof answer !== 'object' || answer === null || !('user' in answer)) return undefined;
  const { user } = answer;
  if (typeof user !== 'object' || user === null || !('email' in user)) return undefined;
  return typeof user.email === 'string' ? user.email : undefined;
};

/** Whichever way somebody signed in: the answer that starts or prolongs a session makes the device a known one. */
export const rememberDevice =
  (knownDevices: KnownDevices): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next();
    if (!c.res.ok || !c.res.headers.getSetCookie().some((line) => STARTS_SESSION.test(line))) return;
    const answer: unknown = await c.res
      .clone()
      .json()
      .catch(() => undefined);
    const email = emailOf(answer);
    const cookie = email === undefined ? undefined : knownDevices.remember(c.req.raw.headers, email);
    if (cookie !== undefined) c.header('set-cookie', cookie, { append: true });
  };
