import type { Context } from 'hono';
import { ADDRESS_HEADER } from '../sign-in/auth.ts';
import type { AppEnv } from './deps.ts';

/** A request to better-auth with only our word on where it comes from. */
export const toAuth = (c: Context<AppEnv>, body: string | undefined): Request => {
  const headers = new Headers(c.req.raw.headers);
  headers.set(ADDRESS_HEADER, c.get('address'));
  // better-auth works out addresses of its own from these.
  for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']) headers.delete(name);
  return new Request(c.req.url, { method: c.req.method, headers, ...(body === undefined ? {} : { body }) });
};
