import { Hono } from 'hono';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { parseCursor } from './feed.ts';

/** Seconds after which another stream may have ended. */
const SOON = 10;

export interface EventRouteDeps {
  readonly identify: Pick<HttpDependencies['identify'], 'isAlive'>;
  readonly limits: { readonly eventStreams: Pick<HttpDependencies['limits']['eventStreams'], 'take'> };
  readonly programs: Pick<HttpDependencies['programs'], 'events'>;
}

/**
 * GET /api/events?cursor= : the account's feed as server-sent events, each with its cursor as id. A returning program
 * sends the last one as `Last-Event-ID`, or as the cursor.
 */
export const eventRoutes = ({ identify, limits, programs }: EventRouteDeps) =>
  new Hono<AppEnv>().get('/', async (c) => {
    const since = parseCursor(c.req.header('last-event-id') ?? c.req.query('cursor') ?? '0');
    if (since === undefined)
      return fail(c, { code: 'invalid', message: 'cursor must be the id of an earlier event, or 0.' });
    const { account, sessionId } = c.get('signedIn');
    const wait = await limits.eventStreams.take(account.userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const headers = {
      'Content-Type': 'text/event-stream',
      // `no-transform`, and the header that nginx knows: a proxy that gathers what it passes on would hold events back.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    };
    // Nobody would read it.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const stream = programs.events.open(account.userId, sessionId, since);
    if (stream === undefined) return fail(c, { code: 'too-many', wait: SOON });
    // A token that ended before the stream was there to be closed closes it now.
    const isAlive = await identify.isAlive(sessionId, account.userId).catch((error: unknown) => {
      void stream.cancel();
      throw error;
    });
    if (!isAlive) {
      void stream.cancel();
      return fail(c, { code: 'signed-out' });
    }
    return c.body(stream, 200, headers);
  });
