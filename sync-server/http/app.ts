import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { PROGRAM_LIMITS } from '../../shared/protocol/limits.ts';
import { BYTES_PATH } from '../blobs/signed-urls.ts';
import { addressOf } from './address.ts';
import { administrationRoutes } from './administration.ts';
import { authRoutes } from './auth-routes.ts';
import { blobBytesRoutes } from './blob-bytes.ts';
import { blobRoutes } from './blobs.ts';
import { acceptRoutes, blockRoutes } from './blocks.ts';
import { conversationRoutes } from './conversations.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { deviceLinkClaim, deviceLinkRoutes } from './device-links.ts';
import { fail } from './errors.ts';
import { eventRoutes } from './events.ts';
import { feedRoutes } from './feed.ts';
import { createGroupActs } from './group-acts.ts';
import { groupLinkRoutes, joinRoutes, linkTargetRoutes } from './group-links.ts';
import { healthRoutes } from './health.ts';
import { invitationRoutes, lookRoutes, signUpRoutes } from './invitations.ts';
import { linkPreviewRoutes } from './link-previews.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { messageReceiptRoutes } from './message-receipts.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { maySend } from './origin.ts';
import { ownAccountRoutes } from './own-account.ts';
import { passwordResetRoutes } from './password-reset.ts';
import { peopleRoutes } from './people.ts';
import { pictureRoutes } from './pictures.ts';
import { administeredPushRoutes, pushRoutes } from './push.ts';
import { receiptRoutes } from './receipts.ts';
import { administeredReportRoutes, reportRoutes } from './reports.ts';
import { nameRequests } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionRoutes } from './sessions.ts';
import { setupRoutes } from './setup.ts';
import { signedInOnly } from './signed-in.ts';
import { staticRoutes } from './static.ts';
import { syncTokenRoutes } from './sync-tokens.ts';
import { tokenRoutes } from './tokens.ts';
import { verifyEmailRoutes } from './verify-email.ts';
import { webhookMessageRoutes, webhookRoutes } from './webhooks.ts';

/** Bytes of a request body: 500 receipts are the largest there is, but for messages that programs bring. */
const BODY = 64 * 1024;
const BRINGS_MESSAGE = /^\/api\/(?:conversations\/[^/]+\/messages|webhooks\/[^/]+)$/;

const boundBody = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: (c) =>
      fail(c, { code: 'invalid', status: 413, message: `The request is larger than ${maxSize / 1024} KB.` }),
  });

/** The address of a webhook is its secret. */
const loggedPath = (path: string): string => path.replace(/^\/api\/webhooks\/.*/s, '/api/webhooks/…');

/** Paths without their query: tokens travel there. */
const logRequests = ({
  log,
  measure,
  monotonic,
}: Pick<HttpDependencies, 'log' | 'measure' | 'monotonic'>): MiddlewareHandler => {
  return async (c, next) => {
    const begin = monotonic();
    await next();
    const [ms, { status }] = [monotonic() - begin, c.res];
    measure.answered(c.req.method, status, ms);
    log.debug('request', { method: c.req.method, path: loggedPath(c.req.path), status, ms: Math.round(ms) });
  };
};

const checkOrigin = (rule: HttpDependencies['origin']): MiddlewareHandler => {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads && !maySend(rule, c.req.raw.headers)) return fail(c, { code: 'wrong-origin' });
    return next();
  };
};

/** Facts are the account's own and change: no cache keeps them, unless a route says otherwise. */
const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};

/** All of HTTP: the outer contract under `/api`, health, and the client's files. */
export const createApp = (deps: HttpDependencies): Hono<AppEnv> => {
  const app = new Hono<AppEnv>();
  const groupActs = createGroupActs(deps.facts, deps.announce, deps.now);
  const signedIn = signedInOnly(deps.identify, deps.limits);

  app.use(
    nameRequests(deps.trustProxy),
    logRequests(deps),
    securityHeaders(deps.secure, deps.blobOrigin),
    checkOrigin(deps.origin),
  );
  app.use('/api/*', noStore);
  const [usual, message] = [boundBody(BODY), boundBody(PROGRAM_LIMITS.messageRequestBytes)];
  app.use('/api/*', (c, next) => (BRINGS_MESSAGE.test(c.req.path) ? message : usual)(c, next));
  app.use('/api/*', async (c, next) => {
    const peer = c.env?.incoming?.socket.remoteAddress;
    c.set('address', addressOf(peer, c.req.header('x-forwarded-for'), deps.trustProxy));
    await next();
  });
  app.use('/api/feed', compress());
  app.use('/api/conversations', compress());
  app.route('/api/auth', authRoutes(deps));
  app.route('/api/setup', setupRoutes(deps));
  // Before what needs a session: a new device has none.
  app.route('/api/device-links/claim', deviceLinkClaim(deps));
  app.route('/api/sign-up', signUpRoutes(deps));
  app.route('/api/join/look', linkTargetRoutes(deps));
  app.route('/api/invitations/look', lookRoutes(deps));
  app.route('/api/password-reset', passwordResetRoutes(deps));
  app.route('/api/verify-email', verifyEmailRoutes(deps));
  app.route('/api/webhooks', webhookMessageRoutes(deps));

  for (const path of [
    'me',
    'blobs',
    'blocks',
    'reports',
    'people',
    'conversations',
    'feed',
    'receipts',
    'sync-tokens',
    'pictures',
    'sessions',
    'device-links',
    'invitations',
    'administration',
    'join',
    'tokens',
    'events',
    'push',
    'link-previews',
  ]) {
    app.use(`/api/${path}`, signedIn);
    app.use(`/api/${path}/*`, signedIn);
  }
  app.route('/api/me', meRoutes(deps));
  app.route('/api/me', ownAccountRoutes(deps));
  app.route('/api/people', peopleRoutes(deps));
  app.route('/api/conversations', conversationRoutes(deps));
  app.route('/api/conversations', memberRoutes({ ...deps, groupActs }));
  app.route('/api/conversations', groupLinkRoutes(deps));
  app.route('/api/join', joinRoutes({ ...deps, groupActs }));
  app.route('/api/conversations', messageReceiptRoutes(deps));
  app.route('/api/conversations', acceptRoutes(deps));
  app.route('/api/conversations', messageRoutes(deps));
  app.route('/api/conversations', webhookRoutes({ ...deps, groupActs }));
  app.route('/api/tokens', tokenRoutes(deps));
  app.route('/api/events', eventRoutes(deps));
  app.route('/api/blobs', blobRoutes(deps));
  app.route('/api/blocks', blockRoutes(deps));
  app.route('/api/reports', reportRoutes(deps));
  app.route('/api/feed', feedRoutes(deps));
  app.route('/api/receipts', receiptRoutes(deps));
  app.route('/api/pictures', pictureRoutes(deps));
  app.route('/api/invitations', invitationRoutes(deps));
  app.route('/api/push', pushRoutes(deps));
  app.route('/api/administration', administrationRoutes(deps));
  app.route('/api/administration/push', administeredPushRoutes(deps));
  app.route('/api/administration/reports', administeredReportRoutes(deps));
  app.route('/api/sync-tokens', syncTokenRoutes(deps));
  app.route('/api/link-previews', linkPreviewRoutes(deps));
  app.route('/api/sessions', sessionRoutes(deps));
  app.route('/api/device-links', deviceLinkRoutes(deps));
  app.all('/api/*', (c) => fail(c, { code: 'not-found' }));

  if (deps.blobBytes !== undefined) app.route(BYTES_PATH, blobBytesRoutes(deps.blobBytes));
  app.route('/health', healthRoutes(deps));
  app.all('/health/*', (c) => fail(c, { code: 'not-found' }));
  app.route('/metrics', metricsRoutes(deps.metrics, deps.metricsToken));
  app.all('/metrics/*', (c) => fail(c, { code: 'not-found' }));
  app.route('/', staticRoutes(deps.dist));
  app.notFound((c) => fail(c, { code: 'not-found' }));
  app.onError((error, c) => {
    deps.log.error('request-failed', { method: c.req.method, path: loggedPath(c.req.path), error });
    return fail(c, { code: 'failed' });
  });
  return app;
};
