import * as v from 'valibot';
import { DEMO_ACCOUNT, type DemoAccount, SIGN_UP_MODES, type SignUpMode } from '../shared/protocol/http-accounts.ts';
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
  /** Behind an own reverse proxy: the last address of X-Forwarded-For is the client's. */
  readonly trustProxy: boolean;
  /** Who may make an account: everybody, who has an invitation, or nobody. The set-up link works in any case. */
  readonly signUp: SignUpMode;
  /** Accounts that the sign-in page offers to everybody. */
  readonly demo?: readonly DemoAccount[];
  /**
   * People whom a stranger, or somebody they block, puts into a group are asked first; absent: they are. Off: for a
   * server on which everybody knows everybody.
   */
  readonly groupRequests?: boolean;
  /** Absent: this server asks addresses for what their previews show, when a person is about to send them. */
  readonly linkPreviews?: boolean;
  /** Absent: the defaults. */
  readonly files?: FileConfig;
  /** `postgres://…`; absent: the database is a file in the data folder. */
  readonly databaseUrl?: string;
  /** Absent: files are kept in the data folder. */
  readonly s3?: S3Config;
  /** Through which several instances on one database tell each other; absent: this is the only one. */
  readonly redis?: string;
  /** With which `/metrics` is read; undefined: from this machine only. */
  readonly metricsToken?: string | undefined;
  /** Undefined: no mail is sent. Needs `origin`, for the links in it. */
  readonly mail: MailConfig | undefined;
}

/** What people may upload; MB of 1,048,576 bytes. */
export interface FileConfig {
  readonly largestMb: number;
  /** Of one person. */
  readonly quotaMb: number;
  /** Of all together; undefined: until the disk is nearly full. */
  readonly totalMb: number | undefined;
  /** Removes what nobody needs; `dry-run` only counts it in the log. */
  readonly cleanup: 'on' | 'dry-run';
}
/** A bucket, and the address of the pages that send files to it. */
export interface S3Config {
  readonly url: string;
  /** As browsers reach it; undefined: the same. */
  readonly publicUrl: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly origin: string;
}
export const DEFAULT_FILES: FileConfig = { largestMb: 100, quotaMb: 5_000, totalMb: undefined, cleanup: 'on' };

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

const DATABASE =
  'DATABASE_URL must be the address of a PostgreSQL database, for example postgres://skerry:password@db.example.org/skerry.';

const isPostgres = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname } = new URL(text);
  return (protocol === 'postgres:' || protocol === 'postgresql:') && pathname.length > 1;
};

const megabytes = (name: string, example: number) => {
  const sentence = `${name} must be a number of MB from 1 to 1000000, for example ${example}.`;
  return v.optional(
    v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,6}$/, sentence), v.transform(Number), v.maxValue(1_000_000, sentence)),
  );
};

const webAddress = (name: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        isOrigin,
        `${name} must be the address of an S3 store, with http:// or https:// and without a path, for example https://s3.example.org.`,
      ),
      v.transform((text) => new URL(text).origin),
    ),
  );
const S3_KEY = v.optional(v.pipe(v.string(), v.maxLength(1_000)));

const REDIS =
  'REDIS_URL must be the address of a Redis, for example redis://127.0.0.1:6379 or rediss://name:password@redis.example.org.';

const isRedis = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  return (protocol === 'redis:' || protocol === 'rediss:') && hostname !== '' && /^(\/\d*)?$/.test(pathname);
};

/** Sessions and addresses of files are signed with the secret: instances that each make one know nobody's but their own. */
const redisMistakes = ({ REDIS_URL, SKERRY_SECRET }: Environment): string[] =>
  REDIS_URL !== undefined && SKERRY_SECRET === undefined
    ? ['REDIS_URL needs SKERRY_SECRET, the same for all instances.']
    : [];

const onOff = (name: string) => v.picklist(['on', 'off'], `${name} must be on or off.`);

const DEMO = 'SKERRY_DEMO must be a JSON list of accounts, each with name, email and password.';

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
  DATABASE_URL: v.optional(v.pipe(v.string(), v.check(isPostgres, DATABASE))),
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
  SKERRY_DEMO: v.optional(
    v.pipe(
      v.string(),
      v.parseJson(undefined, DEMO),
      v.check((value) => v.is(v.array(DEMO_ACCOUNT), value), DEMO),
      v.transform((value) => value as readonly DemoAccount[]),
    ),
  ),
  REDIS_URL: v.optional(v.pipe(v.string(), v.check(isRedis, REDIS))),
  SKERRY_GROUP_REQUESTS: v.optional(onOff('SKERRY_GROUP_REQUESTS'), 'on'),
  SKERRY_LINK_PREVIEWS: v.optional(onOff('SKERRY_LINK_PREVIEWS'), 'on'),
  SKERRY_FILE_MB: megabytes('SKERRY_FILE_MB', DEFAULT_FILES.largestMb),
  SKERRY_FILE_QUOTA_MB: megabytes('SKERRY_FILE_QUOTA_MB', DEFAULT_FILES.quotaMb),
  SKERRY_FILE_TOTAL_MB: megabytes('SKERRY_FILE_TOTAL_MB', 100_000),
  SKERRY_FILE_CLEANUP: v.optional(v.picklist(['on', 'dry-run'], 'SKERRY_FILE_CLEANUP must be on or dry-run.'), 'on'),
  SKERRY_S3_URL: webAddress('SKERRY_S3_URL'),
  SKERRY_S3_PUBLIC_URL: webAddress('SKERRY_S3_PUBLIC_URL'),
  SKERRY_S3_REGION: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/, 'SKERRY_S3_REGION must be a region, for example eu-central-1.')),
    'us-east-1',
  ),
  SKERRY_S3_BUCKET: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        'SKERRY_S3_BUCKET must be the name of a bucket: 3 to 63 of a-z, 0-9, dots and hyphens, for example skerry-files.',
      ),
    ),
  ),
  SKERRY_S3_ACCESS_KEY: S3_KEY,
  SKERRY_S3_SECRET_KEY: S3_KEY,
  SKERRY_SMTP_URL: v.optional(v.pipe(v.string(), v.check(isSmtp, SMTP))),
  SKERRY_MAIL_FROM: v.optional(
    v.pipe(v.string(), v.regex(/^([^<>\r\n]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, FROM)),
  ),
  SKERRY_METRICS_TOKEN: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\x21-\x7e]{16,200}$/, 'SKERRY_METRICS_TOKEN must have 16 to 200 characters of ASCII without spaces.'),
    ),
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

const S3_SETTINGS = ['SKERRY_S3_URL', 'SKERRY_S3_BUCKET', 'SKERRY_S3_ACCESS_KEY', 'SKERRY_S3_SECRET_KEY'] as const;

const s3Of = (env: Environment): S3Config | undefined => {
  const { SKERRY_S3_URL: url, SKERRY_S3_BUCKET: bucket, SKERRY_ORIGIN: origin } = env;
  const { SKERRY_S3_ACCESS_KEY: accessKey, SKERRY_S3_SECRET_KEY: secretKey } = env;
  if (url === undefined || bucket === undefined || accessKey === undefined || secretKey === undefined) return undefined;
  if (origin === undefined) return undefined;
  const { SKERRY_S3_PUBLIC_URL: publicUrl, SKERRY_S3_REGION: region } = env;
  return { url, publicUrl, region, bucket, accessKey, secretKey, origin };
};

/** A bucket is used with all that belongs to it, or not at all. */
const s3Mistakes = (env: Environment): string[] => {
  const unset = S3_SETTINGS.filter((name) => env[name] === undefined);
  if (unset.length === S3_SETTINGS.length)
    return env.SKERRY_S3_PUBLIC_URL === undefined
      ? []
      : ['SKERRY_S3_PUBLIC_URL needs SKERRY_S3_URL, or files are kept in the data folder.'];
  return [
    ...unset.map((name) => `${name} is missing: files go to S3 only with ${S3_SETTINGS.join(', ')}.`),
    ...(env.SKERRY_ORIGIN === undefined
      ? ['SKERRY_S3_URL needs SKERRY_ORIGIN: the bucket lets in pages of that address.']
      : []),
  ];
};

const filesOf = (env: Environment): Pick<Config, 'files'> => {
  const { SKERRY_FILE_MB: largestMb, SKERRY_FILE_QUOTA_MB: quotaMb, SKERRY_FILE_TOTAL_MB: totalMb } = env;
  const { SKERRY_FILE_CLEANUP: cleanup } = env;
  if ((largestMb ?? quotaMb ?? totalMb) === undefined && cleanup === 'on') return {};
  return {
    files: {
      largestMb: largestMb ?? DEFAULT_FILES.largestMb,
      quotaMb: quotaMb ?? Math.max(DEFAULT_FILES.quotaMb, largestMb ?? 0),
      totalMb,
      cleanup,
    },
  };
};

const fileMistakes = (env: Environment): string[] => {
  const { largestMb, quotaMb, totalMb } = filesOf(env).files ?? DEFAULT_FILES;
  return [
    ...(quotaMb < largestMb
      ? ['SKERRY_FILE_QUOTA_MB must be at least SKERRY_FILE_MB, or nobody can send the largest file.']
      : []),
    ...((totalMb ?? largestMb) < largestMb
      ? ['SKERRY_FILE_TOTAL_MB must be at least SKERRY_FILE_MB, or nobody can send the largest file.']
      : []),
  ];
};

const redisWarnings = ({ REDIS_URL, SKERRY_S3_URL }: Environment): string[] =>
  REDIS_URL !== undefined && SKERRY_S3_URL === undefined
    ? [
        'REDIS_URL is set without SKERRY_S3_URL: files that one instance keeps in its data folder, the others do not find.',
      ]
    : [];

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
  const s3 = s3Of(env);
  const mistakes = [...mailMistakes(env), ...fileMistakes(env), ...s3Mistakes(env), ...redisMistakes(env)];
  if (mistakes.length > 0) return { kind: 'mistakes', sentences: mistakes };
  return {
    kind: 'ok',
    warnings: [...warningsOf(set), ...redisWarnings(env)],
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
      ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
      ...(env.SKERRY_DEMO === undefined ? {} : { demo: env.SKERRY_DEMO }),
      ...(env.SKERRY_METRICS_TOKEN === undefined ? {} : { metricsToken: env.SKERRY_METRICS_TOKEN }),
      ...(env.SKERRY_GROUP_REQUESTS === 'on' ? {} : { groupRequests: false }),
      ...(env.SKERRY_LINK_PREVIEWS === 'on' ? {} : { linkPreviews: false }),
      ...filesOf(env),
      ...(s3 === undefined ? {} : { s3 }),
      ...(env.REDIS_URL === undefined ? {} : { redis: env.REDIS_URL }),
      mail:
        env.SKERRY_SMTP_URL === undefined || env.SKERRY_MAIL_FROM === undefined
          ? undefined
          : { url: env.SKERRY_SMTP_URL, from: env.SKERRY_MAIL_FROM },
    },
  };
};
