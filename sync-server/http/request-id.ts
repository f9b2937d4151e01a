import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { requestScope } from '../request-scope.ts';

/** What a proxy may call a request. */
const GIVEN = /^[A-Za-z0-9_-]{8,64}$/;

/** Names each request, in its log lines and its answer, so that a person's report leads to them. */
export const nameRequests =
  (trustProxy: boolean): MiddlewareHandler =>
  async (c, next) => {
    const given = trustProxy ? c.req.header('x-request-id') : undefined;
    const id = given !== undefined && GIVEN.test(given) ? given : randomUUID();
    await requestScope.run(id, next);
    c.res.headers.set('X-Request-Id', id);
  };
