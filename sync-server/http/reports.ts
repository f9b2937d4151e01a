import { Hono } from 'hono';
import type * as v from 'valibot';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { CREATE_REPORT, PUT_REPORT, type REPORTS } from '../../shared/protocol/http-contacts.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** POST /api/reports: to the administrators, by somebody who is or was in the conversation. */
export const reportRoutes = ({ facts, limits, now }: Pick<HttpDependencies, 'facts' | 'limits' | 'now'>) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const { userId } = c.get('signedIn').account;
    const read = await readJson(c, CREATE_REPORT);
    if (read.kind === 'failed') return fail(c, read.failure);
    const wait = await limits.reports.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const conversationId = parseConversationId(read.value.conversationId);
    if (conversationId === undefined) return fail(c, { code: 'not-found' });
    const result = await facts.addReport({ ...read.value, conversationId, reporter: userId }, now());
    if (result === 'not-a-member') return fail(c, { code: 'not-found' });
    if (result === 'id-taken') return fail(c, { code: 'id-taken', message: 'This id belongs to another report.' });
    return c.json({ id: read.value.id }, result === 'added' ? 201 : 200);
  });

/** GET /api/administration/reports and PUT …/reports/:id */
export const administeredReportRoutes = ({ facts, now }: Pick<HttpDependencies, 'facts' | 'now'>) =>
  new Hono<AppEnv>()
    .use(administratorOnly)
    .get('/', async (c) => c.json({ reports: [...(await facts.reports())] } satisfies v.InferOutput<typeof REPORTS>))
    .put('/:id', async (c) => {
      const read = await readJson(c, PUT_REPORT);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { userId } = c.get('signedIn').account;
      const found = await facts.handleReport(c.req.param('id'), userId, read.value.handled, now());
      return found ? c.body(null, 204) : fail(c, { code: 'not-found' });
    });
