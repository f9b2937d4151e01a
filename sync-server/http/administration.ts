import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import {
  type ADMINISTERED_PEOPLE,
  type Administration,
  OWN_PASSWORD,
  PUT_ADMINISTRATOR,
  type RESET_LINK,
} from '../../shared/protocol/http-accounts.ts';
import {
  type ADMINISTRATOR_ACTS,
  type AdministratorActName,
  DELETE_PERSON,
  PUT_DISABLED,
} from '../../shared/protocol/http-administration.ts';
import { ADMINISTRATION_LIMITS, LIMITS } from '../../shared/protocol/limits.ts';
import { VERSION } from '../version.ts';
import { administratorOnly } from './administrator-only.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import { missingOf } from './health.ts';
import { createPasswordTries } from './password-tries.ts';
import { readJson } from './read-json.ts';

const PAGE = 50;
const DAY_SECONDS = 24 * 3_600;

type Dependencies = Pick<
  HttpDependencies,
  | 'accountChanges'
  | 'administrators'
  | 'facts'
  | 'filesReady'
  | 'health'
  | 'knownDevices'
  | 'limits'
  | 'log'
  | 'now'
  | 'reauthenticate'
  | 'resetLinks'
  | 'secondFactors'
  | 'signUp'
>;

/** /api/administration: what those who look after this server see and do. */
export const administrationRoutes = (deps: Dependencies) => {
  const { accountChanges, administrators, facts, limits, log, resetLinks, secondFactors, signUp } = deps;
  const tries = createPasswordTries(deps);
  const personOf = async (c: Context<AppEnv>) => {
    const userId = parseUserId(c.req.param('userId') ?? '');
    const person = userId === undefined ? undefined : await facts.account(userId);
    return person?.gone ? undefined : person;
  };
  const note = (c: Context<AppEnv>, act: AdministratorActName, person: UserId): Promise<void> =>
    facts.noteAdministratorAct({ by: c.get('signedIn').account.userId, act, person, at: deps.now() });
  /** Nobody does this to themself here: their own account is in their settings. */
  const otherOf = async (c: Context<AppEnv>) => {
    const person = await personOf(c);
    return person?.userId === c.get('signedIn').account.userId ? undefined : person;
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
      const answer: Administration = {
        ...signUp,
        people: await facts.accountsCount(),
        version: VERSION,
        missing: [...(await missingOf(deps))],
        ...restored,
      };
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
      const disabled = await accountChanges.disabledIds();
      const people = found.slice(0, PAGE).map(({ username, ...person }) => ({
        ...person,
        ...(username === undefined ? {} : { username }),
        administrator: all.has(person.userId),
        codes: codes.has(person.userId),
        disabled: disabled.has(person.userId),
      }));
      return c.json({ people, more: found.length > PAGE } satisfies v.InferOutput<typeof ADMINISTERED_PEOPLE>);
    })
    .post('/people/:userId/reset-link', async (c) => {
      const read = await readJson(c, OWN_PASSWORD);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await otherOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      const link = await resetLinks.make(person.userId, DAY_SECONDS);
      await note(c, 'reset-link-made', person.userId);
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
      await note(c, administrator ? 'administrator-on' : 'administrator-off', person.userId);
      log.info('administrator-set', { by: c.get('signedIn').account.number, for: person.number, administrator });
      return c.body(null, 204);
    })
    .post('/people/:userId/codes-off', async (c) => {
      const read = await readJson(c, OWN_PASSWORD);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await personOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      await secondFactors.remove(person.userId);
      await note(c, 'codes-off', person.userId);
      log.info('codes-switched-off', { by: c.get('signedIn').account.number, for: person.number });
      return c.body(null, 204);
    })
    .put('/people/:userId/disabled', async (c) => {
      const read = await readJson(c, PUT_DISABLED);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await otherOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      const { disabled } = read.value;
      const outcome = await accountChanges.setDisabled(person.userId, disabled);
      if (outcome !== 'done') return fail(c, { code: outcome });
      await note(c, disabled ? 'disabled' : 'enabled', person.userId);
      log.info('account-disabled', { by: c.get('signedIn').account.number, for: person.number, disabled });
      return c.body(null, 204);
    })
    .post('/people/:userId/delete', async (c) => {
      const read = await readJson(c, DELETE_PERSON);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = await mistakeIn(c, read.value.password);
      if (mistake !== undefined) return fail(c, mistake);
      const person = await otherOf(c);
      if (person === undefined) return fail(c, { code: 'not-found' });
      log.info('account-deletion-asked', { by: c.get('signedIn').account.number, for: person.number });
      const outcome = await accountChanges.remove(person, read.value.messages === 'remove');
      if (outcome === 'last-owner')
        return fail(c, { code: outcome, message: 'This person owns groups with other members.' });
      if (outcome !== 'done') return fail(c, { code: outcome });
      await note(c, 'deleted', person.userId);
      return c.body(null, 204);
    })
    .get('/acts', async (c) => {
      const before = Number(c.req.query('before') ?? Number.MAX_SAFE_INTEGER);
      if (!Number.isSafeInteger(before) || before < 0) return fail(c, { code: 'invalid' });
      const { actsAtOnce } = ADMINISTRATION_LIMITS;
      const found = await facts.administratorActs(before, actsAtOnce + 1);
      const acts = found
        .slice(0, actsAtOnce)
        .map(({ person, ...act }) => ({ ...act, ...(person === undefined ? {} : { person }) }));
      return c.json({ acts, more: found.length > actsAtOnce } satisfies v.InferOutput<typeof ADMINISTRATOR_ACTS>);
    });
};
