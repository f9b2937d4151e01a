import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { parseUserId } from '../../shared/ids/account.ts';
import {
  type ADMINISTERED_PEOPLE,
  type Administration,
  CODES_OFF,
  PUT_ADMINISTRATOR,
  type RESET_LINK,
} from '../../shared/protocol/http-accounts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import { createPasswordTries } from './password-tries.ts';
import { readJson } from './read-json.ts';

const PAGE = 50;
const DAY_SECONDS = 24 * 3_600;

type Dependencies = Pick<
  HttpDependencies,
  | 'administrators'
  | 'facts'
  | 'knownDevices'
  | 'limits'
  | 'log'
  | 'reauthenticate'
  | 'resetLinks'
  | 'secondFactors'
  | 'signUp'
>;

/** /api/administration: what those who look after this server see and do. */
export const administrationRoutes = (deps: Dependencies) => {
  const { administrators, facts, limits, log, resetLinks, secondFactors, signUp } = deps;
  const tries = createPasswordTries(deps);
  const personOf = async (c: Context<AppEnv>) => {
    const userId = parseUserId(c.req.param('userId') ?? '');
    const person = userId === undefined ? undefined : await facts.account(userId);
    return person?.gone ? undefined : person;
  };
  /** Why it is not the administrator: a session that was left open, or stolen, must not do everything. */
  const mistakeIn = async (c: Context<AppEnv>, password: string): Promise<Failure | undefined> => {
    const { account, sessionId } = c.get('signedIn');
    const wait = await tries.take(c, account.email);
    if (wait > 0) return { code: 'too-many', wait };
    if (!(await deps.reauthenticate(account.userId, sessionId, password))) return { code: 'wrong-password' };
    await tries.refund(c, account.email);
    return undefined;
  };
  return new Hono<AppEnv>()
    .use(administratorOnly)
    .get('/', async (c) => {
      const [last] = await facts.epochs();
      const restored = last === undefined ? {} : { restored: { at: last.at, noticed: last.cause === 'noticed' } };
      const answer: Administration = { ...signUp, people: await facts.accountsCount(), ...restored };
      return c.json(answer);
    })
    .get('/people', async (c) => {
      const query = (c.req.query('query') ?? '').trim();
      const after = Number(c.req.query('after') ?? 0);
      if ([...query].length > LIMITS.queryCharacters || !Number.isSafeInteger(after) || after < 0) {
        return fail(c, { code: 'invalid' });
      }
      const wait = await limits.peopleSearches.take(c.get('signedIn').account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const found = await facts.administeredAccounts(query, after, PAGE + 1);
      const [all, codes] = [await administrators.ids(), await secondFactors.ids()];
      const people = found.slice(0, PAGE).map(({ username, ...person }) => ({
        ...person,
        ...(username === undefined ? {} : { username }),
        administrator: all.has(person.userId),
        codes: codes.has(person.userId),
      }));
      return c.json({ people, more: found.length > PAGE } satisfies v.InferOutput<typeof ADMINISTERED_PEOPLE>);
    })
    .post('/people/:userId/reset-link', async (c) => {
      const person = await personOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      const link = await resetLinks.make(person.userId, DAY_SECONDS);
      log.info('reset-link-made', { by: c.get('signedIn').account.number, for: person.number });
      return c.json(link satisfies v.InferOutput<typeof RESET_LINK>, 201);
    })
    .put('/people/:userId/administrator', async (c) => {
      const read = await readJson(c, PUT_ADMINISTRATOR);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await personOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      const { administrator } = read.value;
      if (administrator) await administrators.set(person.userId, true);
      else if (!(await administrators.takeAway(person.userId))) return fail(c, { code: 'last-administrator' });
      log.info('administrator-set', { by: c.get('signedIn').account.number, for: person.number, administrator });
      return c.body(null, 204);
    })
    .post('/people/:userId/codes-off', async (c) => {
      const read = await readJson(c, CODES_OFF);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await personOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      await secondFactors.remove(person.userId);
      log.info('codes-switched-off', { by: c.get('signedIn').account.number, for: person.number });
      return c.body(null, 204);
    });
};
