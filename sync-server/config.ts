import * as v from 'valibot';
import { SIGN_UP_MODES, type SignUpMode } from '../shared/protocol/http-accounts.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** The folder of the database and the secret. */
  readonly data: string;
  /** Public address, `https://chat.example.org`; undefined: whatever address the browser used. */
  readonly origin: string | undefined;
  readonly log: LogLevel;
  readonly rateLimits: boolean;
  /** Undefined: made once and kept in the data folder. */
  readonly secret: string | undefined;
  /** Behind a reverse proxy of one's own: the last address of X-Forwarded-For is the client's. */
  readonly trustProxy: boolean;
  /** Who may make an account: everybody, who has an invitation, or nobody. The set-up link works in any case. */
  readonly signUp: SignUpMode;
  /**
   * People whom a stranger, or somebody they block, puts into a group are asked first; absent: they are. Off: for a
   * server on which everybody knows everybody.
   */
  readonly groupRequests?: boolean;
  /** Undefined: no mail is sent. Needs `origin`, for the links in it. */
  readonly mail: MailConfig | undefined;
}

/** A mail server and the sender's address. */
export interface MailConfig {
  /** `smtp://` or `smtps://`, with name and password when the mail server asks for them. */
  readonly url: string;
  readonly from: string;
}

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly kind: 'mistakes'; readonly sentences: readonly string[] };

const PORT = 'PORT must be a whole number from 0 to 65535, for example 3000.';
const ORIGIN =
  'SKERRY_ORIGIN must be the address people open, with http:// or https:// and without a path, for example https://chat.example.org.';

const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && url.href === `${url.origin}/` && !/[?#]/.test(text);
};

const SMTP =
  'SKERRY_SMTP_URL must be the address of a mail server, for example smtps://name:password@mail.example.org:465.';
const FROM =
  'SKERRY_MAIL_FROM must be an e-mail address, for example Skerry <chat@example.org> or just chat@example.org.';

const isSmtp = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
};

const onOff = (name: string) => v.picklist(['on', 'off'], `${name} must be on or off.`);

const ENVIRONMENT = v.object({
  PORT: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9]{1,5}$/, PORT), v.transform(Number), v.maxValue(65_535, PORT)),
    '3000',
  ),
  /** Loopback: a server started by a newcomer is not open to the network before they decide so. */
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[A-Za-z0-9.:_-]{1,255}$/,
        'HOST must be an address to listen on, for example 127.0.0.1, or 0.0.0.0 for all.',
      ),
    ),
    '127.0.0.1',
  ),
  SKERRY_DATA: v.optional(v.string(), './data'),
  SKERRY_ORIGIN: v.optional(
    v.pipe(
      v.string(),
      v.check(isOrigin, ORIGIN),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  SKERRY_LOG: v.optional(v.picklist(LOG_LEVELS, `SKERRY_LOG must be one of ${LOG_LEVELS.join(', ')}.`), 'info'),
  SKERRY_RATE_LIMITS: v.optional(onOff('SKERRY_RATE_LIMITS'), 'on'),
  SKERRY_TRUST_PROXY: v.optional(onOff('SKERRY_TRUST_PROXY'), 'off'),
  SKERRY_SIGN_UP: v.optional(
    v.picklist(SIGN_UP_MODES, `SKERRY_SIGN_UP must be one of ${SIGN_UP_MODES.join(', ')}.`),
    'invitation',
  ),
  SKERRY_GROUP_REQUESTS: v.optional(onOff('SKERRY_GROUP_REQUESTS'), 'on'),
  SKERRY_SMTP_URL: v.optional(v.pipe(v.string(), v.check(isSmtp, SMTP))),
  SKERRY_MAIL_FROM: v.optional(
    v.pipe(v.string(), v.regex(/^([^<>\r\n]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, FROM)),
  ),
  SKERRY_SECRET: v.optional(
    v.pipe(
      v.string(),
      v.minLength(32, 'SKERRY_SECRET must have at least 32 characters.'),
      v.maxLength(1_000, 'SKERRY_SECRET must have at most 1,000 characters.'),
    ),
  ),
});

type Environment = v.InferOutput<typeof ENVIRONMENT>;

/** Mail goes out with a sender and with links that people can open, or not at all. */
const mailMistakes = ({ SKERRY_SMTP_URL, SKERRY_MAIL_FROM, SKERRY_ORIGIN }: Environment): string[] => {
  if (SKERRY_SMTP_URL === undefined)
    return SKERRY_MAIL_FROM === undefined ? [] : ['SKERRY_MAIL_FROM needs SKERRY_SMTP_URL, or no mail is sent.'];
  return [
    ...(SKERRY_MAIL_FROM === undefined
      ? ['SKERRY_SMTP_URL needs SKERRY_MAIL_FROM, the address that mail comes from.']
      : []),
    ...(SKERRY_ORIGIN === undefined
      ? ['SKERRY_SMTP_URL needs SKERRY_ORIGIN: mails hold links, and those need the address people open.']
      : []),
  ];
};

const warningsOf = (set: Readonly<Record<string, string>>): string[] =>
  Object.keys(set)
    .filter((name) => name.startsWith('SKERRY_') && !Object.hasOwn(ENVIRONMENT.entries, name))
    .map((name) => `${name} is not a setting of Skerry and was ignored.`);

/** Reads the environment; every mistake is one sentence for the person who made it. An empty variable counts as not set. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): ConfigResult => {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== '') set[name] = value.trim();
  }
  const result = v.safeParse(ENVIRONMENT, set);
  if (!result.success)
    return { kind: 'mistakes', sentences: [...new Set(result.issues.map((issue) => issue.message))] };
  const env = result.output;
  if (env.SKERRY_RATE_LIMITS === 'off' && set.NODE_ENV !== 'test') {
    return { kind: 'mistakes', sentences: ['SKERRY_RATE_LIMITS=off is for tests: it needs NODE_ENV=test.'] };
  }
  const mistakes = mailMistakes(env);
  if (mistakes.length > 0) return { kind: 'mistakes', sentences: mistakes };
  return {
    kind: 'ok',
    warnings: warningsOf(set),
    config: {
      port: env.PORT,
      host: env.HOST,
      data: env.SKERRY_DATA,
      origin: env.SKERRY_ORIGIN,
      log: env.SKERRY_LOG,
      rateLimits: env.SKERRY_RATE_LIMITS === 'on',
      secret: env.SKERRY_SECRET,
      trustProxy: env.SKERRY_TRUST_PROXY === 'on',
      signUp: env.SKERRY_SIGN_UP,
      ...(env.SKERRY_GROUP_REQUESTS === 'on' ? {} : { groupRequests: false }),
      mail:
        env.SKERRY_SMTP_URL === undefined || env.SKERRY_MAIL_FROM === undefined
          ? undefined
          : { url: env.SKERRY_SMTP_URL, from: env.SKERRY_MAIL_FROM },
    },
  };
};
