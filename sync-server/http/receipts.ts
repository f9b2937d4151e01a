import { Hono } from 'hono';
import type { UserId } from '../../shared/ids/account.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { RECEIPTS } from '../../shared/protocol/http.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** POST /api/receipts: watermarks, joined with max(). Conversations one is not in are passed over: a device cannot know. */
export const receiptRoutes = ({ facts, announce, limits }: Pick<HttpDependencies, 'facts' | 'announce' | 'limits'>) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const read = await readJson(c, RECEIPTS);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { userId } = c.get('signedIn').account;
    const wait = limits.receipts.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const touched = new Set<UserId>();
    for (const receipt of read.value.receipts) {
      const id = parseConversationId(receipt.conversationId);
      if (id === undefined || (await facts.membership(id, userId)) === undefined) continue;
      const marks = {
        ...(receipt.read === undefined ? {} : { read: receipt.read }),
        ...(receipt.delivered === undefined ? {} : { delivered: receipt.delivered }),
      };
      if (!(await facts.raise(id, userId, marks))) continue;
      for (const member of await facts.members(id)) touched.add(member.userId);
    }
    announce.notify(touched);
    return c.body(null, 204);
  });
