import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { AppEnv } from './deps.ts';
import { fail } from './errors.ts';

const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
/** A request that came by a proxy on this machine is nobody on this machine. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

const isSame = (given: string, expected: string): boolean => {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
};

/** Whether a request may read the metrics. @param token undefined: only requests from this machine may */
export const mayReadMetrics = (
  token: string | undefined,
  peer: string | undefined,
  header: (name: string) => string | undefined,
): boolean => {
  if (token === undefined) return LOOPBACK.test(peer ?? '') && FORWARDED.every((name) => header(name) === undefined);
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(header('authorization') ?? '') ?? [];
  return isSame(given, token);
};

/** GET /metrics, for Prometheus. To everybody else there is no such page. */
export const metricsRoutes = (metrics: Pick<Metrics, 'text' | 'contentType'>, token: string | undefined) =>
  new Hono<AppEnv>().get('/', async (c) => {
    const peer = c.env?.incoming?.socket.remoteAddress;
    if (!mayReadMetrics(token, peer, (name) => c.req.header(name))) return fail(c, { code: 'not-found' });
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
  });
