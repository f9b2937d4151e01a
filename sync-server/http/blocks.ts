import { Hono } from 'hono';
import { parseUserId } from '../../shared/ids/account.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { PUT_BLOCK } from '../../shared/protocol/http-contacts.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

type Dependencies = Pick<HttpDependencies, 'facts' | 'announce' | 'limits' | 'now'>;

/** PUT /api/blocks/:userId. Of the other nothing is answered but whether they exist. */
export const blockRoutes = ({ facts, announce, limits, now }: Dependencies) =>
  new Hono<AppEnv>().put('/:userId', async (c) => {
    const { userId } = c.get('signedIn').account;
    const read = await readJson(c, PUT_BLOCK);
    if (read.kind === 'failed') return fail(c, read.failure);
    const wait = await limits.memberChanges.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const other = parseUserId(c.req.param('userId'));
    if (other === undefined) return fail(c, { code: 'unknown-member' });
    const { on, at } = read.value;
    // A device whose clock runs ahead must not decide for all times to come.
    const result = await facts.setBlock(userId, other, on, Math.min(at, now()));
    if (result === 'unknown') return fail(c, { code: 'unknown-member' });
    if (result === 'changed') {
      await announce.blocksChanged([userId, other]);
      // Who is blocked hears nothing; who no longer is hears what they missed.
      announce.notify(on ? [userId] : [userId, other]);
    }
    return c.body(null, 204);
  });

/** POST /api/conversations/:id/accept: who was written to wants to talk. */
export const acceptRoutes = ({ facts, announce, limits }: Dependencies) =>
  new Hono<AppEnv>().post('/:id/accept', async (c) => {
    const { userId } = c.get('signedIn').account;
    const wait = await limits.memberChanges.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const id = parseConversationId(c.req.param('id'));
    if (id === undefined) return fail(c, { code: 'not-found' });
    const result = await facts.acceptStranger(id, userId);
    if (result === 'unknown') return fail(c, { code: 'not-found' });
    if (result === 'not-allowed')
      return fail(c, { code: 'not-allowed', message: 'The other person has not answered yet.' });
    if (result === 'changed') {
      announce.membersChanged(id);
      announce.notify((await facts.members(id)).map((member) => member.userId));
    }
    return c.body(null, 204);
  });
