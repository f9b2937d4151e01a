import { Hono } from 'hono';
import type { AppEnv, HttpDependencies } from './deps.ts';

type Dependencies = Pick<HttpDependencies, 'health' | 'filesReady'>;

/** What is missing, the gravest first; nothing: the server can store messages and files. */
export const missingOf = async ({ health, filesReady }: Dependencies): Promise<readonly string[]> => {
  const [database, files] = await Promise.all([health.probe(), filesReady()]);
  return [...(database === undefined ? [] : [database]), ...(files ? [] : ['cannot-store-files'])];
};

/** /health/live: the process answers. /health/ready: something was stored just now, and a file could be. */
export const healthRoutes = (deps: Dependencies) =>
  new Hono<AppEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c) => {
      const missing = await missingOf(deps);
      const [reason] = missing;
      return reason === undefined ? c.json({ status: 'ready' }) : c.json({ status: 'not-ready', reason, missing }, 503);
    });
