import { Hono } from 'hono';
import { ASK_LINK_PREVIEW } from '../../shared/protocol/link-preview.ts';
import { makePreview } from '../link-previews/make-preview.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** Previews that are being made for everybody together, and how many of one account: each may hold 3 MB for seconds. */
const AT_ONCE = 16;
const AT_ONCE_OF_ONE = 3;
/** Seconds after which a server that is busy is asked again. */
const BUSY = 5;

/** POST /api/link-previews: what an address shows of itself, for the person who is about to send it. Nothing is kept. */
export const linkPreviewRoutes = ({ limits, web }: Pick<HttpDependencies, 'limits' | 'web'>) => {
  const underWay = new Map<string, number>();
  let all = 0;
  return new Hono<AppEnv>().post('/', async (c) => {
    if (web === undefined) return fail(c, { code: 'not-found' });
    const { userId } = c.get('signedIn').account;
    const read = await readJson(c, ASK_LINK_PREVIEW);
    if (read.kind === 'failed') return fail(c, read.failure);
    const wait = await limits.linkPreviews.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const own = underWay.get(userId) ?? 0;
    if (all >= AT_ONCE || own >= AT_ONCE_OF_ONE) return fail(c, { code: 'too-many', wait: BUSY });
    all += 1;
    underWay.set(userId, own + 1);
    try {
      return c.json({ preview: (await makePreview(web, read.value.url)) ?? null });
    } finally {
      all -= 1;
      const left = (underWay.get(userId) ?? 1) - 1;
      if (left === 0) underWay.delete(userId);
      else underWay.set(userId, left);
    }
  });
};
