import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import {
  ACCOUNT_TOKEN,
  CREATE_INVITATION,
  type Invitation,
  type Inviter,
  type SignUpState,
} from '../../shared/protocol/http-accounts.ts';
import { makeToken, tokenHash } from '../sign-in/tokens.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

const DAY_MS = 24 * 3_600_000;
/** Ended ones are shown for so long, so that one sees what became of them. */
const SHOWN_MS = 30 * DAY_MS;

type Dependencies = Pick<HttpDependencies, 'facts' | 'limits' | 'now' | 'signUp'>;

/** GET /api/sign-up and POST /api/invitations/look: for people without an account. */
export const signUpRoutes = ({ signUp }: Pick<HttpDependencies, 'signUp'>) =>
  new Hono<AppEnv>().get('/', (c) => c.json(signUp satisfies SignUpState));

export const lookRoutes = ({ facts, limits, now, signUp }: Dependencies) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const wait = await limits.secrets.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, ACCOUNT_TOKEN);
    if (read.kind === 'failed') return fail(c, read.failure);
    const found = signUp.mode === 'closed' ? undefined : await facts.invitationOf(tokenHash(read.value.token), now());
    if (found === undefined) return fail(c, { code: 'link-gone' });
    return c.json({ by: found.by, expiresAt: found.expiresAt } satisfies Inviter);
  });

/** /api/invitations: links with which people may make an account, made by administrators. */
export const invitationRoutes = ({ facts, now }: Dependencies) =>
  new Hono<AppEnv>()
    .use(administratorOnly)
    .get('/', async (c) => {
      const invitations: readonly Invitation[] = await facts.invitations(now() - SHOWN_MS);
      return c.json({ invitations });
    })
    .post('/', async (c) => {
      const read = await readJson(c, CREATE_INVITATION);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { account } = c.get('signedIn');
      const token = makeToken();
      const at = now();
      const made = { invitationId: randomUUID(), expiresAt: at + read.value.days * DAY_MS, uses: read.value.uses };
      await facts.createInvitation({ ...made, token: tokenHash(token), by: account.userId, at });
      await facts.noteAdministratorAct({ by: account.userId, act: 'invitation-made', at });
      const answer: Invitation = { ...made, by: account.name, createdAt: at, used: 0, token };
      return c.json(answer, 201);
    })
    .delete('/:invitationId', async (c) => {
      if (!(await facts.removeInvitation(c.req.param('invitationId')))) return fail(c, { code: 'not-found' });
      const { userId } = c.get('signedIn').account;
      await facts.noteAdministratorAct({ by: userId, act: 'invitation-revoked', at: now() });
      return c.body(null, 204);
    });
