import { createHash, randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import {
  CREATE_GROUP_LINK,
  type GroupLink,
  JOIN_TOKEN,
  type Joined,
  type LinkTarget,
} from '../../shared/protocol/http-groups.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import type { GroupActs } from './group-acts.ts';
import { readJson } from './read-json.ts';

const DAY_MS = 86_400_000;
/** 128 bits: there is nothing to guess. */
const TOKEN_BYTES = 16;
const ID_BYTES = 9;
const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** What is stored of a token; undefined for what is none. */
const digestOf = (token: string): Uint8Array | undefined =>
  TOKEN.test(token) ? new Uint8Array(createHash('sha256').update(token).digest()) : undefined;

/** GET, POST and DELETE /api/conversations/:id/links */
export const groupLinkRoutes = ({ facts, limits, now }: Pick<HttpDependencies, 'facts' | 'limits' | 'now'>) => {
  const idOf = (c: Context<AppEnv>) => parseConversationId(c.req.param('id') ?? '');
  return new Hono<AppEnv>()
    .get('/:id/links', async (c) => {
      const id = idOf(c);
      if (id === undefined) return fail(c, { code: 'not-found' });
      const links = await facts.links(id, c.get('signedIn').account.userId, now());
      return 'kind' in links ? fail(c, { code: links.code }) : c.json({ links });
    })
    .post('/:id/links', async (c) => {
      const { userId } = c.get('signedIn').account;
      const read = await readJson(c, CREATE_GROUP_LINK);
      if (read.kind === 'failed') return fail(c, read.failure);
      const wait = await limits.memberChanges.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const id = idOf(c);
      if (id === undefined) return fail(c, { code: 'not-found' });
      const { approval, days, uses } = read.value;
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const digest = digestOf(token);
      if (digest === undefined) throw new Error('A token of ours that is none.');
      const at = now();
      const link = {
        linkId: randomBytes(ID_BYTES).toString('base64url'),
        digest,
        approval,
        expiresAt: days === undefined ? undefined : at + days * DAY_MS,
        uses,
      };
      const made = await facts.createLink(id, userId, link, at);
      if ('kind' in made) return fail(c, { code: made.code });
      return c.json({ ...made, token } satisfies GroupLink, 201);
    })
    .delete('/:id/links/:linkId', async (c) => {
      const id = idOf(c);
      if (id === undefined) return fail(c, { code: 'not-found' });
      const failed = await facts.revokeLink(id, c.get('signedIn').account.userId, c.req.param('linkId'));
      return failed === undefined ? c.body(null, 204) : fail(c, { code: failed.code });
    });
};

/**
 * POST /api/join/look and /api/join/look/picture: also for those who are signed out, who see where they are invited
 * before they sign up. All other pictures are for who is signed in.
 */
export const linkTargetRoutes = ({ facts, limits, now }: Pick<HttpDependencies, 'facts' | 'limits' | 'now'>) => {
  const look = async (c: Context<AppEnv>): Promise<LinkTarget | Failure> => {
    const wait = await limits.links.take(c.get('address'));
    if (wait > 0) return { code: 'too-many', wait };
    const read = await readJson(c, JOIN_TOKEN);
    if (read.kind === 'failed') return read.failure;
    const digest = digestOf(read.value.token);
    return (digest === undefined ? undefined : await facts.linkTarget(digest, now())) ?? { code: 'link-gone' };
  };
  return new Hono<AppEnv>()
    .post('/', async (c) => {
      const target = await look(c);
      return 'code' in target ? fail(c, target) : c.json(target);
    })
    .post('/picture', async (c) => {
      const target = await look(c);
      if ('code' in target) return fail(c, target);
      const found = target.picture === undefined ? undefined : await facts.picture(target.picture);
      if (found === undefined) return fail(c, { code: 'not-found' });
      return c.body(new Uint8Array(found.bytes), 200, { 'Content-Type': found.type });
    });
};

/** POST /api/join */
export const joinRoutes = ({
  groupActs,
  limits,
}: Pick<HttpDependencies, 'limits'> & { readonly groupActs: GroupActs }) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const wait = await limits.links.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, JOIN_TOKEN);
    if (read.kind === 'failed') return fail(c, read.failure);
    const digest = digestOf(read.value.token);
    if (digest === undefined) return fail(c, { code: 'link-gone' });
    const outcome = await groupActs.join(digest, c.get('signedIn').account.userId);
    if (outcome.kind === 'refused') return fail(c, { code: outcome.code });
    const { conversationId, state } = outcome;
    return c.json({ conversationId, state } satisfies Joined);
  });
