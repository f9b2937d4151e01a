import { setImmediate } from 'node:timers/promises';
import { Hono } from 'hono';
import type { UserId } from '../../shared/ids/account.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { RECEIPTS } from '../../shared/protocol/http.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { mergeReceipts } from './merge-receipts.ts';
import { readJson } from './read-json.ts';

/** Conversations that cost as much as one request. A device that returns to 500 conversations spends eleven. */
const WRITES_PER_TOKEN = 50;
/** Conversations written in one turn of the event loop. */
const WRITES_PER_TURN = 10;

/**
 * POST /api/receipts: watermarks, joined with max(). Conversations of non-members are skipped: a device cannot know.
 */
export const receiptRoutes = ({ facts, announce, limits }: Pick<HttpDependencies, 'facts' | 'announce' | 'limits'>) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const read = await readJson(c, RECEIPTS);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { userId } = c.get('signedIn').account;
    const merged = mergeReceipts(read.value.receipts);
    const wait = await limits.receipts.take(userId, 1 + Math.floor(merged.size / WRITES_PER_TOKEN));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const touched = new Set<UserId>();
    let written = 0;
    for (const [conversationId, { read: readUpTo, delivered }] of merged) {
      // The database answers in the same turn: without a pause nobody else would be served until the end.
      if (++written % WRITES_PER_TURN === 0) await setImmediate();
      const id = parseConversationId(conversationId);
      if (id === undefined || (await facts.membership(id, userId)) === undefined) continue;
      const marks = {
        ...(readUpTo === undefined ? {} : { read: readUpTo }),
        ...(delivered === undefined ? {} : { delivered }),
      };
      if (!(await facts.raise(id, userId, marks))) continue;
      for (const member of await facts.members(id)) touched.add(member.userId);
    }
    announce.notify(touched);
    return c.body(null, 204);
  });
