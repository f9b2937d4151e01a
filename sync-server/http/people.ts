import { Hono } from 'hono';
import type * as v from 'valibot';
import type { PEOPLE } from '../../shared/protocol/http.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

const FOUND = 20;

/** GET /api/people?query= */
export const peopleRoutes = ({ facts, limits }: Pick<HttpDependencies, 'facts' | 'limits'>) =>
  new Hono<AppEnv>().get('/', async (c) => {
    const { userId } = c.get('signedIn').account;
    const query = (c.req.query('query') ?? '').trim();
    if ([...query].length > LIMITS.queryCharacters) {
      return fail(c, { code: 'invalid', message: `A search has at most ${LIMITS.queryCharacters} characters.` });
    }
    const wait = await limits.peopleSearches.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const people = query === '' ? [] : await facts.searchPeople(query, userId, FOUND);
    return c.json({ people } satisfies v.InferOutput<typeof PEOPLE>);
  });
