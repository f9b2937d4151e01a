import { Hono } from 'hono';
import type * as v from 'valibot';
import { CREATE_TOKEN, type CREATED_TOKEN, type TOKENS, type TokenFact } from '../../shared/protocol/http-programs.ts';
import { TOKEN_LIMITS } from '../../shared/protocol/limits.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import type { ProgramToken } from '../../storage/ports/programs.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { createPasswordTries } from './password-tries.ts';
import { readJson } from './read-json.ts';

const factOf = ({ id, name, access, createdAt, usedAt, expiresAt }: ProgramToken): TokenFact[] =>
  access === 'post'
    ? []
    : [
        {
          tokenId: id,
          name,
          access,
          createdAt,
          ...(usedAt === undefined ? {} : { usedAt }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        },
      ];

/** /api/tokens: what programs speak for an account with. Programs themselves neither see nor make any. */
export const tokenRoutes = (
  deps: Pick<HttpDependencies, 'knownDevices' | 'limits' | 'programTokens' | 'reauthenticate'>,
) => {
  const { limits, programTokens, reauthenticate } = deps;
  const tries = createPasswordTries(deps);
  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const tokens = await programTokens.ofAccount(c.get('signedIn').account.userId);
      return c.json({ tokens: tokens.flatMap(factOf) } satisfies v.InferOutput<typeof TOKENS>);
    })
    .post('/', async (c) => {
      const read = await readJson(c, CREATE_TOKEN);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { account, sessionId } = c.get('signedIn');
      const { userId, email } = account;
      const name = parsePersonName(read.value.name);
      if (name === undefined)
        return fail(c, { code: 'invalid', message: 'A token needs a name of 1 to 80 characters.' });
      const wait = (await limits.deviceLinks.take(userId)) || (await tries.take(c, email));
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      // A token outlives the session that made it: one that was left open, or stolen, must not make any.
      if (!(await reauthenticate(userId, sessionId, read.value.password))) return fail(c, { code: 'wrong-password' });
      await tries.refund(c, email);
      const created = await programTokens.make({ userId, name, access: read.value.access, days: read.value.days });
      const [fact] = created === undefined ? [] : factOf(created.made);
      if (created === undefined || fact === undefined)
        return fail(c, {
          code: 'not-allowed',
          message: `An account has at most ${TOKEN_LIMITS.tokensOfAccount} tokens; revoke one first.`,
        });
      return c.json({ ...fact, token: created.token } satisfies v.InferOutput<typeof CREATED_TOKEN>, 201);
    })
    .delete('/:tokenId', async (c) => {
      const all = await programTokens.ofAccount(c.get('signedIn').account.userId);
      const found = all.filter(({ id }) => id === c.req.param('tokenId'));
      if (found.length === 0) return fail(c, { code: 'not-found' });
      await programTokens.remove(found);
      return c.body(null, 204);
    });
};
