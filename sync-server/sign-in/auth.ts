import { betterAuth, type GenericEndpointContext } from 'better-auth';
import { APIError } from 'better-auth/api';
import { getMigrations } from 'better-auth/db/migration';
import { bearer, twoFactor, username } from 'better-auth/plugins';
import type { Kysely } from 'kysely';
import { parseUserName } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Language } from '../../shared/text/languages.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import type { Devices } from '../../storage/ports/devices.ts';
import { type Log, redact } from '../log.ts';
import type { Mailer } from '../mail/create-mailer.ts';
import { mailLanguage } from '../mail/mail-language.ts';
import { confirmMail, existingMail } from '../mail/mails.ts';
import type { SignedUpUser } from './accounts.ts';
import { deviceLink } from './device-link-plugin.ts';
import { passkeyHost } from './passkey-host.ts';
import { passkeys } from './passkeys.ts';
import type { PasswordHashing } from './password-hashing.ts';
import { isReservedUserName } from './reserved-names.ts';
import { createSessionEnd, replacedToken, sessionWay } from './session-hooks.ts';
import type { SignUpPermits } from './sign-up-permits.ts';

/** The header in which this server tells better-auth whose address it is; what a client sends under it is thrown away. */
export const ADDRESS_HEADER = 'x-skerry-address';

/** Seconds. A device may be offline for weeks and still be signed in when it returns; used sessions live on. */
const SESSION_SECONDS = 90 * 24 * 3600;
const DAY_SECONDS = 24 * 3600;

/** Rows of one account or kind read together: more sessions than the sign-in limits let anybody make. */
const MOST_ROWS = 100_000;

export interface AuthDependencies {
  /** One for all: what is hashed at once is bounded. */
  readonly passwords: PasswordHashing;
  // biome-ignore lint/suspicious/noExplicitAny: better-auth brings its own tables, which our schema does not list.
  readonly kysely: Kysely<any>;
  readonly dialect: 'sqlite' | 'postgres';
  /** Runs work on the schema while no other instance does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly secret: string;
  /** Public address; undefined: the address each request came to. */
  readonly origin: string | undefined;
  readonly log: Log;
  /** ms since 1970 */
  readonly now: () => number;
  /** Undefined: no mail is sent, and nobody has to confirm an address. With one there is an `origin`. */
  readonly mailer: Mailer | undefined;
  readonly permits: SignUpPermits;
  /** A session was made or used: the account must exist. */
  readonly ensureAccount: (user: SignedUpUser) => Promise<unknown>;
  /** A session ended: signed out, revoked, or its password changed. */
  readonly sessionEnded: (sessionId: string) => void;
  readonly devices: Pick<Devices, 'endSession' | 'takeLink'>;
}

/** Older than any sign-up that another instance may be in the middle of. */
const HALF_MADE_MS = 60_000;

const NAME_RULE = 'A name has 1 to 80 characters and no line breaks.';

const DISABLED = 'This account was disabled by an administrator of the server.';

const checkName = (name: string): string => {
  const parsed = parsePersonName(name);
  if (parsed === undefined) throw new APIError('BAD_REQUEST', { code: 'INVALID_NAME', message: NAME_RULE });
  return parsed;
};

/** Answered as a name that somebody has: no more than that need be known. */
const checkUserName = (username: unknown): void => {
  if (typeof username === 'string' && isReservedUserName(username))
    throw new APIError('BAD_REQUEST', { code: 'USERNAME_IS_ALREADY_TAKEN', message: 'This username is taken.' });
};

/** No status 403 here: where addresses are confirmed, better-auth hides it behind an answer as if all was well. */
const permit = async (permits: SignUpPermits): Promise<void> => {
  const answer = await permits.use();
  if (answer === 'none') throw new APIError('BAD_REQUEST', { code: 'SIGN_UP_CLOSED' });
  if (answer === 'refused') throw new APIError('BAD_REQUEST', { code: 'LINK_GONE' });
};

/** Whatever a page or program sends, two spellings of one name are one name. */
const userNames = () =>
  username({
    displayUsername: false,
    minUsernameLength: 3,
    maxUsernameLength: 30,
    usernameValidator: (name) => parseUserName(name) !== undefined,
    usernameNormalization: (name) => parseUserName(name) ?? name,
  });

/** Codes of an authenticator app. Ten wrong ones in a row lock the second step for a quarter of an hour. */
const secondFactor = () =>
  twoFactor({
    issuer: 'Skerry',
    accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
    backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: 'encrypted' },
    schema: { twoFactor: { modelName: 'sign_in_second_factor' } },
  });

const languageOf = (request: Request | undefined): Language => mailLanguage(request?.headers.get('accept-language'));

const optionsOf = ({
  kysely,
  dialect,
  secret,
  origin,
  log,
  now,
  ensureAccount,
  mailer,
  permits,
  ...deps
}: AuthDependencies) => ({
  appName: 'Skerry',
  secret,
  // Without a configured origin only its path is used: links in mails need one (config.ts).
  baseURL: origin ?? 'http://localhost',
  basePath: '/api/auth',
  // The origin was checked before the request came here (http/origin.ts); better-auth then holds redirects to it.
  trustedOrigins: async (request?: Request) => {
    const own = request?.headers.get('origin');
    return own === null || own === undefined ? [] : [own];
  },
  // No transactions: they would stay open across awaits on the one connection that journals messages. What a crash can
  // leave behind is healed by the clean-up in `createAuth` and by `ensureAccount`.
  database: { db: kysely, type: dialect, transaction: false },
  emailAndPassword: {
    enabled: true,
    minPasswordLength: LIMITS.passwordLeast,
    maxPasswordLength: LIMITS.passwordCharacters,
    autoSignIn: true,
    password: deps.passwords,
    requireEmailVerification: mailer !== undefined,
    revokeSessionsOnPasswordReset: true,
    onExistingUserSignUp: async ({ user }: { user: { email: string } }, request?: Request) =>
      mailer?.send(user.email, existingMail(languageOf(request), `${origin}/sign-in`)),
  },
  emailVerification: {
    sendOnSignUp: mailer !== undefined,
    sendOnSignIn: mailer !== undefined,
    autoSignInAfterVerification: false,
    expiresIn: DAY_SECONDS,
    sendVerificationEmail: async ({ user, token }: { user: { email: string }; token: string }, request?: Request) =>
      mailer?.send(user.email, confirmMail(languageOf(request), `${origin}/verify#${token}`)),
  },
  user: {
    modelName: 'sign_in_user',
    additionalFields: {
      administrator: { type: 'boolean' as const, required: false, input: false, defaultValue: false },
      /** Nobody signs in to it. */
      disabled: { type: 'boolean' as const, required: false, input: false, defaultValue: false },
    },
  },
  session: {
    modelName: 'sign_in_session',
    expiresIn: SESSION_SECONDS,
    updateAge: DAY_SECONDS,
    // A revoked session must end at once, so every use is looked up.
    cookieCache: { enabled: false },
    additionalFields: {
      via: { type: 'string' as const, required: false, input: false },
      usedAt: { type: 'date' as const, required: false, input: false },
    },
  },
  account: { modelName: 'sign_in_credential' },
  // Who reads the database finds no link in it that still works.
  verification: { modelName: 'sign_in_verification', storeIdentifier: 'hashed' as const },
  // Ours count by address and by e-mail (sign-in/guard.ts).
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  advanced: {
    // The default of 100 would leave the sockets of an account's other sessions open when all are ended.
    database: { defaultFindManyLimit: MOST_ROWS },
    cookiePrefix: 'skerry',
    useSecureCookies: origin?.startsWith('https:') ?? false,
    defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const },
    disableOriginCheck: false,
    disableCSRFCheck: false,
    ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
  },
  databaseHooks: {
    user: {
      create: {
        before: async (user: { name: string; username?: unknown }) => {
          const name = checkName(user.name);
          checkUserName(user.username);
          await permit(permits);
          return { data: { ...user, name, image: null } };
        },
      },
      update: {
        before: async (user: { name?: string | undefined; username?: unknown }) => {
          checkUserName(user.username);
          return user.name === undefined ? { data: user } : { data: { ...user, name: checkName(user.name) } };
        },
        after: async (user: SignedUpUser | null) => {
          if (user !== null) await ensureAccount(user);
        },
      },
    },
    session: {
      create: {
        before: async (session: Record<string, unknown>, running: GenericEndpointContext | null) => {
          const user = await kysely
            .selectFrom('sign_in_user')
            .select('disabled')
            .where('id', '=', session.userId)
            .executeTakeFirst();
          if (user?.disabled) throw new APIError('UNAUTHORIZED', { code: 'ACCOUNT_DISABLED', message: DISABLED });
          return { data: { ...session, via: session.via ?? sessionWay(running) } };
        },
        after: async (session: { userId: string; token: string }, running: GenericEndpointContext | null) => {
          const user = await kysely
            .selectFrom('sign_in_user')
            .select(['id', 'name', 'email', 'username'])
            .where('id', '=', session.userId)
            .executeTakeFirst();
          if (user !== undefined) await ensureAccount(user);
          const replaced = replacedToken(session, running);
          // Also where a code is asked for yet: the answer takes the old session's cookie from the device.
          if (replaced !== undefined) await running?.context.internalAdapter.deleteSession(replaced);
        },
      },
      delete: { after: createSessionEnd({ ...deps, log, now }) },
    },
  },
  plugins: [bearer(), userNames(), passkeys(passkeyHost(origin)), secondFactor(), deviceLink(deps.devices, now)],
  logger: {
    level: 'error' as const,
    log: (_level: string, message: string) => log.warn('sign-in', { message: redact(message) }),
  },
});

/** better-auth with its tables made; see `SPEC.md` AUTH. */
export const createAuth = async (dependencies: AuthDependencies) => {
  const options = optionsOf(dependencies);
  await dependencies.alone(async () => {
    // Looked for only now: another instance may have made the tables while this one waited.
    const { runMigrations } = await getMigrations(options);
    await runMigrations();
  });
  // A crash between the user's row and the password's leaves an address that could neither sign up nor sign in.
  await dependencies.kysely
    .deleteFrom('sign_in_user')
    .where('createdAt', '<', new Date(dependencies.now() - HALF_MADE_MS).toISOString())
    .where('id', 'not in', dependencies.kysely.selectFrom('sign_in_credential').select('userId'))
    .execute();
  return betterAuth(options);
};

export type Auth = Awaited<ReturnType<typeof createAuth>>;
