import { Hono } from 'hono';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

const parseSeq = (text: string): number | undefined => {
  const value = /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};

/** GET /api/conversations/:id/receipts?seq= : who has one message. To members; for others there is no such conversation. */
export const messageReceiptRoutes = ({ facts }: Pick<HttpDependencies, 'facts'>) =>
  new Hono<AppEnv>().get('/:id/receipts', async (c) => {
    const { userId } = c.get('signedIn').account;
    const id = parseConversationId(c.req.param('id'));
    if (id === undefined || (await facts.membership(id, userId)) === undefined) return fail(c, { code: 'not-found' });
    const seq = parseSeq(c.req.query('seq') ?? '');
    if (seq === undefined) return fail(c, { code: 'invalid', message: 'seq must be the number of a message.' });
    const receipts = await facts.receipts(id, seq, userId);
    return receipts === undefined ? fail(c, { code: 'not-found' }) : c.json(receipts);
  });
