import { Hono } from 'hono';
import { parseUserId } from '../../shared/ids/account.ts';
import { ACCOUNT_TOKEN, ASK_RESET, RESET_PASSWORD } from '../../shared/protocol/http-accounts.ts';
import type { Language } from '../../shared/text/languages.ts';
import { mailLanguage } from '../mail/mail-language.ts';
import { resetMail } from '../mail/mails.ts';
import { checkPassword } from '../sign-in/check-password.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

const HOUR_SECONDS = 3_600;

type Dependencies = Pick<HttpDependencies, 'auth' | 'limits' | 'mailer' | 'origin' | 'programTokens' | 'resetLinks'>;

/** /api/password-reset: back into an account whose password is lost, by mail or by an administrator's link. */
export const passwordResetRoutes = ({ auth, limits, mailer, origin, programTokens, resetLinks }: Dependencies) => {
  const sendLink = async (email: string, language: Language): Promise<void> => {
    if (mailer === undefined || origin.own === undefined) return;
    const { internalAdapter } = await auth.$context;
    const found = await internalAdapter.findUserByEmail(email);
    if (found === null) return;
    const { token } = await resetLinks.make(found.user.id, HOUR_SECONDS);
    mailer.send(found.user.email, resetMail(language, `${origin.own}/reset#${token}`));
  };

  return new Hono<AppEnv>()
    .use(async (c, next) => {
      const wait = await limits.secrets.take(c.get('address'));
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      await next();
      return undefined;
    })
    .post('/ask', async (c) => {
      const read = await readJson(c, ASK_RESET);
      if (read.kind === 'failed') return fail(c, read.failure);
      if (mailer === undefined) return fail(c, { code: 'not-found', message: 'This server sends no mail.' });
      const email = read.value.email.trim().toLowerCase();
      // Counted for addresses without an account too: the answer is the same for all.
      const wait = await limits.resetMails.take(email);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      await sendLink(email, mailLanguage(c.req.header('accept-language')));
      return c.body(null, 204);
    })
    .post('/look', async (c) => {
      const read = await readJson(c, ACCOUNT_TOKEN);
      if (read.kind === 'failed') return fail(c, read.failure);
      const target = await resetLinks.look(read.value.token);
      return target === undefined ? fail(c, { code: 'link-gone' }) : c.json({ name: target.name });
    })
    .post('/', async (c) => {
      const read = await readJson(c, RESET_PASSWORD);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { token, password } = read.value;
      const target = await resetLinks.look(token);
      if (target === undefined) return fail(c, { code: 'link-gone' });
      // Before the link is used up: a better password can still be chosen with it.
      const mistake = await checkPassword(password, target);
      if (mistake !== undefined) return fail(c, mistake);
      if (!(await resetLinks.use(token, password))) return fail(c, { code: 'link-gone' });
      // Whoever had the account may have made tokens, which outlive its sessions.
      const userId = parseUserId(target.userId);
      if (userId !== undefined) await programTokens.remove(await programTokens.ofAccount(userId));
      await limits.failedSignIns.forget(target.email);
      return c.body(null, 204);
    });
};
