import { Hono } from 'hono';
import type { AppEnv, HttpDependencies } from './deps.ts';

/** /health/live: the process answers. /health/ready: something was stored just now. */
export const healthRoutes = ({ health }: Pick<HttpDependencies, 'health'>) =>
  new Hono<AppEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c) => {
      const reason = await health.probe();
      return reason === undefined ? c.json({ status: 'ready' }) : c.json({ status: 'not-ready', reason }, 503);
    });
