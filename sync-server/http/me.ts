import { Hono } from 'hono';
import { CHANGE_ME, type ChangeMe, type Me } from '../../shared/protocol/http.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { parseLine, parsePersonName } from '../../shared/text/parse-line.ts';
import { changeUserName } from '../sign-in/change-user-name.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import { readJson } from './read-json.ts';

const invalid = (message: string): Failure => ({ code: 'invalid', message });

/** What a change breaks beyond its shape. */
const mistakeIn = ({ name, status }: ChangeMe): Failure | undefined => {
  if (name !== undefined && parsePersonName(name) === undefined) {
    return invalid(`A name has 1 to ${LIMITS.nameCharacters} characters and no line breaks.`);
  }
  if (status && parseLine(status.text, LIMITS.statusCharacters) === undefined) {
    return invalid(`A status has 1 to ${LIMITS.statusCharacters} characters and no line breaks.`);
  }
  return undefined;
};

const statusFact = ({ text, until }: NonNullable<ChangeMe['status']>) => ({
  text: parseLine(text, LIMITS.statusCharacters) ?? '',
  ...(until === undefined ? {} : { until }),
});

/** GET and PATCH /api/me */
export const meRoutes = (deps: Pick<HttpDependencies, 'facts' | 'announce' | 'limits' | 'auth'>) => {
  const { facts, announce, limits, auth } = deps;
  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const { account, administrator } = c.get('signedIn');
      const { userId, number, name, email, username } = account;
      // Read again: the account document's generation moves on, and other devices change privacy settings.
      const stored = await facts.account(userId);
      const me: Me = {
        userId,
        number,
        name,
        email,
        ...(username === undefined ? {} : { username }),
        administrator,
        generation: stored?.generation ?? 0,
        epoch: await facts.epoch(),
        protocol: PROTOCOL,
        privacy: stored?.privacy ?? { readReceipts: true, lastSeen: true },
      };
      return c.json(me);
    })
    .patch('/', async (c) => {
      const { userId } = c.get('signedIn').account;
      const read = await readJson(c, CHANGE_ME);
      if (read.kind === 'failed') return fail(c, read.failure);
      const mistake = mistakeIn(read.value);
      if (mistake !== undefined) return fail(c, mistake);
      // After a change the read receipts of all conversations are sent again, so changes are limited.
      const wait = await limits.memberChanges.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const { readReceipts, lastSeen, name, username, picture, status } = read.value;
      if (typeof picture === 'string' && (await facts.picture(picture)) === undefined) {
        return fail(c, { code: 'unknown-picture' });
      }
      if (username !== undefined) {
        const mistake = await changeUserName(auth, userId, username);
        if (mistake !== undefined) return fail(c, mistake);
      }
      // Names are the sign-in's to keep; its hooks tell the facts (sign-in/auth.ts).
      if (name !== undefined) {
        const { internalAdapter } = await auth.$context;
        await internalAdapter.updateUser(userId, { name });
      }
      const hidden = await facts.setPrivacy(userId, {
        ...(readReceipts === undefined ? {} : { readReceipts }),
        ...(lastSeen === undefined ? {} : { lastSeen }),
      });
      const shown = await facts.setProfile(userId, {
        ...(picture === undefined ? {} : { picture }),
        ...(status === undefined ? {} : { status: status === null ? null : statusFact(status) }),
      });
      if (hidden || shown) announce.notify(await facts.contacts([userId]));
      return c.body(null, 204);
    });
};
