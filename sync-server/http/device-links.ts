import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { DEVICE_LINK_TOKEN, type DeviceLinkAnswer } from '../../shared/protocol/http-devices.ts';
import { deviceOf } from '../sign-in/device-of.ts';
import { tokenHash } from '../sign-in/tokens.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** As long as it takes to fetch the other device; the person sees it run down. */
const LINK_MS = 2 * 60_000;
const BYTES = 24;

type Dependencies = Pick<HttpDependencies, 'devices' | 'facts' | 'limits' | 'now'>;

/**
 * /api/device-links: a device that is signed in lets another one in. The other one claims the link (once), the first sees
 * who that is and confirms; so a link that somebody photographed lets nobody in unseen.
 */
export const deviceLinkRoutes = ({ devices, limits, now }: Dependencies) =>
  new Hono<AppEnv>()
    .post('/', async (c) => {
      const { userId } = c.get('signedIn').account;
      const wait = await limits.deviceLinks.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const token = randomBytes(BYTES).toString('base64url');
      const expiresAt = now() + LINK_MS;
      await devices.addLink({ tokenHash: tokenHash(token), userId, expiresAt });
      return c.json({ token, expiresAt }, 201);
    })
    .post('/state', async (c) => {
      const read = await readJson(c, DEVICE_LINK_TOKEN);
      if (read.kind === 'failed') return fail(c, read.failure);
      const state = await devices.linkOf(tokenHash(read.value.token), c.get('signedIn').account.userId, now());
      const answer: DeviceLinkAnswer =
        state === undefined
          ? { state: 'gone' }
          : state.kind === 'claimed'
            ? { state: 'claimed', ...deviceOf(state.device.agent), address: state.device.address }
            : { state: state.kind };
      return c.json(answer);
    })
    .post('/confirm', async (c) => {
      const read = await readJson(c, DEVICE_LINK_TOKEN);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { userId } = c.get('signedIn').account;
      const confirmed = await devices.confirmLink(tokenHash(read.value.token), userId, now());
      return confirmed ? c.body(null, 204) : fail(c, { code: 'link-gone' });
    })
    .post('/drop', async (c) => {
      const read = await readJson(c, DEVICE_LINK_TOKEN);
      if (read.kind === 'failed') return fail(c, read.failure);
      await devices.dropLink(tokenHash(read.value.token), c.get('signedIn').account.userId);
      return c.body(null, 204);
    });

/** POST /api/device-links/claim, by a device that is signed in nowhere yet. */
export const deviceLinkClaim = ({ devices, facts, limits, now }: Dependencies) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const wait = await limits.secrets.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, DEVICE_LINK_TOKEN);
    if (read.kind === 'failed') return fail(c, read.failure);
    const claim = randomBytes(BYTES).toString('base64url');
    const userId = await devices.claimLink({
      tokenHash: tokenHash(read.value.token),
      claimHash: tokenHash(claim),
      device: { agent: (c.req.header('user-agent') ?? '').slice(0, 500), address: c.get('address') },
      now: now(),
    });
    const account = userId === undefined ? undefined : await facts.account(userId);
    if (account === undefined) return fail(c, { code: 'link-gone' });
    return c.json({ name: account.name, claim });
  });
