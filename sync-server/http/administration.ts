import { Hono } from 'hono';
import type * as v from 'valibot';
import { parseUserId } from '../../shared/ids/account.ts';
import type { ADMINISTERED_PEOPLE, Administration, RESET_LINK } from '../../shared/protocol/http-accounts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

const PAGE = 50;
const DAY_SECONDS = 24 * 3_600;

type Dependencies = Pick<HttpDependencies, 'facts' | 'limits' | 'log' | 'resetLinks' | 'signUp'>;

/** /api/administration: what those who look after this server see and do. */
export const administrationRoutes = ({ facts, limits, log, resetLinks, signUp }: Dependencies) =>
  new Hono<AppEnv>()
    .use(administratorOnly)
    .get('/', async (c) => {
      const answer: Administration = { ...signUp, people: await facts.accountsCount() };
      return c.json(answer);
    })
    .get('/people', async (c) => {
      const query = (c.req.query('query') ?? '').trim();
      const after = Number(c.req.query('after') ?? 0);
      if ([...query].length > LIMITS.queryCharacters || !Number.isSafeInteger(after) || after < 0) {
        return fail(c, { code: 'invalid' });
      }
      const wait = limits.peopleSearches.take(c.get('signedIn').account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const found = await facts.administeredAccounts(query, after, PAGE + 1);
      const people = found
        .slice(0, PAGE)
        .map(({ username, ...person }) => ({ ...person, ...(username === undefined ? {} : { username }) }));
      return c.json({ people, more: found.length > PAGE } satisfies v.InferOutput<typeof ADMINISTERED_PEOPLE>);
    })
    .post('/people/:userId/reset-link', async (c) => {
      const userId = parseUserId(c.req.param('userId'));
      const person = userId === undefined ? undefined : await facts.account(userId);
      if (person === undefined) return fail(c, { code: 'not-found' });
      const link = await resetLinks.make(person.userId, DAY_SECONDS);
      log.info('reset-link-made', { by: c.get('signedIn').account.number, for: person.number });
      return c.json(link satisfies v.InferOutput<typeof RESET_LINK>, 201);
    });
