import { Hono } from 'hono';
import type * as v from 'valibot';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import {
  type PUSH_ACTIVE,
  type PUSH_PROBLEMS,
  type PUSHED_ENTRY,
  PUT_PUSH_DEVICE,
  PUT_PUSH_LEVELS,
  PUT_PUSH_QUIET,
  type PushState,
} from '../../shared/protocol/push.ts';
import { isZone } from '../../storage/rules/quiet-hours.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** A time that both databases hold, and after which nobody asks. ms */
const FOREVER = 8_640_000_000_000_000;

type Dependencies = Pick<HttpDependencies, 'push' | 'facts' | 'limits' | 'now'>;

/** /api/push: how a device is reached while the app is closed, and what it is told. */
export const pushRoutes = ({ push: { push, publicKey, isEndpoint, readEntry }, facts, limits, now }: Dependencies) => {
  const until = (ms: number | null): number => (ms === null ? FOREVER : ms === 0 ? 0 : Math.min(now() + ms, FOREVER));

  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const device = await push.device(c.get('signedIn').sessionId);
      const answer: PushState = {
        key: publicKey,
        on: device?.serverKey === publicKey,
        ...(device === undefined ? {} : { content: device.content }),
      };
      return c.json(answer);
    })
    .put('/device', async (c) => {
      const read = await readJson(c, PUT_PUSH_DEVICE);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { account, sessionId } = c.get('signedIn');
      const wait = await limits.pushes.take(account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const { key, ...device } = read.value;
      if (!isEndpoint(device.endpoint) || !isZone(device.zone)) return fail(c, { code: 'invalid' });
      // The device has to subscribe with the key of now.
      if (key !== publicKey) return fail(c, { code: 'invalid', status: 409, message: 'The key is not this server’s.' });
      const isTaken = await push.putDevice(
        { ...device, serverKey: key, userId: account.userId, session: sessionId },
        now(),
      );
      return isTaken ? c.body(null, 204) : fail(c, { code: 'id-taken' });
    })
    .delete('/device', async (c) => {
      await push.dropSession(c.get('signedIn').sessionId);
      return c.body(null, 204);
    })
    .put('/levels', async (c) => {
      const read = await readJson(c, PUT_PUSH_LEVELS);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { userId } = c.get('signedIn').account;
      const wait = await limits.pushes.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const levels = read.value.levels.flatMap(({ conversationId: id, mutedFor, mentionsOnly }) => {
        const conversationId = parseConversationId(id);
        if (conversationId === undefined) return [];
        return [
          {
            conversationId,
            ...(mutedFor === undefined ? {} : { mutedUntil: until(mutedFor) }),
            ...(mentionsOnly === undefined ? {} : { mentionsOnly }),
          },
        ];
      });
      await push.setLevels(userId, levels);
      return c.body(null, 204);
    })
    .put('/quiet', async (c) => {
      const read = await readJson(c, PUT_PUSH_QUIET);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { userId } = c.get('signedIn').account;
      const wait = await limits.pushes.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const { hours, pausedFor } = read.value;
      await push.setQuiet(userId, {
        ...(hours === undefined ? {} : { hours }),
        ...(pausedFor === undefined ? {} : { pausedUntil: until(pausedFor) }),
      });
      return c.body(null, 204);
    })
    .post('/active', async (c) => {
      const { userId } = c.get('signedIn').account;
      const devices = await push.countDevices(userId);
      // Nobody asks for it otherwise.
      if (devices > 0) await push.active(userId, now());
      return c.json({ devices } satisfies v.InferOutput<typeof PUSH_ACTIVE>);
    })
    .get('/messages/:conversationId/:chapter/:messageId', async (c) => {
      const { userId } = c.get('signedIn').account;
      const id = parseConversationId(c.req.param('conversationId'));
      const messageId = parseMessageId(c.req.param('messageId'));
      const chapter = Number(c.req.param('chapter'));
      if (id === undefined || messageId === undefined || !Number.isSafeInteger(chapter) || chapter < 0)
        return fail(c, { code: 'not-found' });
      const wait = await limits.pushes.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const membership = await facts.membership(id, userId);
      const conversation = await facts.conversation(id);
      // Chapters that are not there must not be made by asking for them.
      if (membership === undefined || conversation === undefined || chapter < membership.from)
        return fail(c, { code: 'not-found' });
      const found = await readEntry(id, chapter, messageId);
      if (found === undefined) return fail(c, { code: 'not-found' });
      return c.json(found satisfies v.InferOutput<typeof PUSHED_ENTRY>);
    });
};

/** GET /api/administration/push */
export const administeredPushRoutes = ({ push: { push } }: Pick<HttpDependencies, 'push'>) =>
  new Hono<AppEnv>().use(administratorOnly).get('/', async (c) => {
    const [devices, problems] = [await push.countDevices(), await push.problems()];
    return c.json({ devices, problems: [...problems] } satisfies v.InferOutput<typeof PUSH_PROBLEMS>);
  });
