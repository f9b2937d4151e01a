import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './deps.ts';
import { fail } from './errors.ts';

/** Routes after it and `signedInOnly` are for administrators only. */
export const administratorOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (!c.get('signedIn').administrator) {
    return fail(c, { code: 'not-allowed', message: 'Only administrators of this server can do this.' });
  }
  await next();
  return undefined;
});
