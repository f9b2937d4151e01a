import { Hono } from 'hono';
import type { AppEnv, HttpDependencies } from './deps.ts';

/** /health/live: the process answers. /health/ready: the database does too. */
export const healthRoutes = ({ facts, log }: Pick<HttpDependencies, 'facts' | 'log'>) =>
  new Hono<AppEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c) => {
      try {
        await facts.epoch();
        return c.json({ status: 'ready' });
      } catch (error) {
        log.error('not-ready', { error });
        return c.json({ status: 'not-ready' }, 503);
      }
    });
