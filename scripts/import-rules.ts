/** What a folder may import. The longest folder that holds a file decides. */
export interface Rule {
  readonly folder: string;
  /** Folders and files below the root. */
  readonly folders: readonly string[];
  /** Packages with all that lies below them. */
  readonly packages: readonly string[] | '*';
  /** Whether it may use Node's own modules. */
  readonly node?: true;
}

/** Files that read bodies, and who may import them on the server's side, which uses headers only. */
export const BODY_READING = {
  folders: ['shared', 'storage', 'sync-server'],
  /** Only devices read chapters and drafts; none of this runs on the server. */
  except: [
    'shared/envelope/opened-body.ts',
    'shared/timeline',
    'shared/drafts/draft-entry.ts',
    'shared/drafts/merge-drafts.ts',
  ],
  names: ['decodeBody', 'readBody'],
  from: 'shared/envelope/body.ts',
  reader: 'shared/admission/plain-body.ts',
  users: [
    'shared/admission/read-entry.ts',
    'shared/admission/describe-update.ts',
    'shared/admission/document-facts.ts',
    'sync-server/program/export-lines.ts',
    'sync-server/programs/entry-json.ts',
  ],
} as const;

const PURE = ['yjs', 'lib0', 'valibot'];
const LEAVES = [
  'shared/ids',
  'shared/document',
  'shared/envelope',
  'shared/files',
  'shared/protocol',
  'shared/result.ts',
  'shared/text',
];
/** What may be shipped to browsers, without what only the replica may hold. */
const VIEW = [
  'solid-js',
  '@solidjs/router',
  '@kobalte/core',
  'better-auth/client',
  'better-auth/solid',
  'valibot',
  'vite',
  'virtual:pwa-register',
];

const FEATURE_FOLDERS = [
  'client/archive',
  'client/channel',
  'client/design',
  'client/files',
  'client/features',
  'client/http',
  'client/i18n',
  'client/primitives',
  'client/push',
  'shared/ids',
  'shared/permissions',
  'shared/protocol',
  'shared/result.ts',
  'shared/text',
];

export const RULES: readonly Rule[] = [
  ...LEAVES.map((folder) => ({ folder, folders: LEAVES, packages: PURE })),
  { folder: 'shared', folders: ['shared'], packages: PURE },
  { folder: 'storage', folders: ['shared', 'storage'], packages: [...PURE, 'kysely'], node: true },
  // The only folder that knows S3.
  { folder: 'storage/blobs/s3', folders: ['shared', 'storage'], packages: [...PURE, 'minio'], node: true },
  // The only folder that knows PostgreSQL's client.
  { folder: 'storage/postgres', folders: ['shared', 'storage'], packages: [...PURE, 'kysely', 'pg'], node: true },
  // The only folder that knows Hocuspocus.
  {
    folder: 'sync-server/hocuspocus',
    folders: ['shared', 'storage', 'sync-server'],
    packages: [
      ...PURE,
      'y-protocols',
      '@hocuspocus/server',
      '@hocuspocus/extension-database',
      '@hocuspocus/extension-redis',
      'ioredis',
    ],
    node: true,
  },
  // The only other folder that knows Redis.
  {
    folder: 'sync-server/cluster/redis',
    folders: ['shared', 'sync-server'],
    packages: ['valibot', 'ioredis'],
    node: true,
  },
  // The only file that reads arguments.
  {
    folder: 'sync-server/program/program.ts',
    folders: ['shared', 'storage', 'sync-server'],
    packages: [...PURE, 'commander'],
    node: true,
  },
  // The only folder that reads pages of the web.
  {
    folder: 'sync-server/link-previews',
    folders: ['shared', 'sync-server/link-previews', 'sync-server/public-internet'],
    packages: ['valibot', 'htmlparser2'],
    node: true,
  },
  // The only file that writes log lines.
  { folder: 'sync-server/log.ts', folders: ['shared', 'sync-server'], packages: ['pino'], node: true },
  // The only folder that counts for Prometheus.
  { folder: 'sync-server/metrics', folders: ['shared', 'sync-server'], packages: ['prom-client'], node: true },
  // The only file that encrypts pushes.
  {
    folder: 'sync-server/push/encrypt-push.ts',
    folders: ['storage', 'sync-server'],
    packages: ['web-push'],
  },
  { folder: 'sync-server/version.ts', folders: ['package.json'], packages: [] },
  {
    folder: 'sync-server',
    folders: ['shared', 'storage', 'sync-server'],
    packages: [
      ...PURE,
      '@hono/node-server',
      'hono',
      'better-auth',
      '@better-auth/passkey',
      'kysely',
      'nodemailer',
      '@zxcvbn-ts/core',
      '@zxcvbn-ts/language-common',
      'ws',
    ],
    node: true,
  },
  { folder: 'client', folders: ['client', 'shared'], packages: VIEW },
  { folder: 'client/channel', folders: ['client/channel', 'shared'], packages: ['solid-js', 'valibot'] },
  { folder: 'client/http', folders: ['client/http', 'shared/result.ts'], packages: [] },
  { folder: 'client/disk', folders: ['client/disk'], packages: [] },
  // The scope that all parts of the service worker share.
  { folder: 'client/service-worker', folders: ['client/service-worker'], packages: [] },
  // Imported conversations on this device: of tabs only.
  { folder: 'client/archive', folders: ['client/archive', 'client/disk', 'shared'], packages: ['valibot'] },
  // Sealed files on this device: of tabs, the replica and the service worker alike.
  {
    folder: 'client/files',
    folders: ['client/disk', 'client/files', 'client/http', 'client/service-worker', 'shared'],
    packages: ['valibot', 'thumbhash', 'mediabunny'],
  },
  {
    folder: 'client/replica',
    // One word: what stands for a name that is no more.
    folders: [
      'client/archive/archive-database.ts',
      'client/channel',
      'client/disk',
      'client/files',
      'client/http',
      'client/replica',
      'client/i18n/gone-name.ts',
      'shared',
    ],
    packages: [...PURE, 'y-protocols', 'y-indexeddb', 'better-auth/client'],
  },
  // Behaviours of the browser that belong to no feature, with their tests.
  {
    folder: 'client/primitives',
    folders: ['client/primitives', 'tests/support/touch.ts'],
    packages: ['solid-js', 'vitest', 'fast-check'],
  },
  // The types of all messages stand with the features that show them.
  { folder: 'client/i18n', folders: ['client/i18n', 'client/features', 'shared'], packages: ['solid-js'] },
  // Views know neither Yjs nor the worker.
  {
    folder: 'client/features',
    folders: FEATURE_FOLDERS,
    packages: [...VIEW, 'emojibase-data', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common'],
  },
  // Only here the browser is asked for passkeys.
  {
    folder: 'client/features/security',
    folders: FEATURE_FOLDERS,
    packages: [...VIEW, '@simplewebauthn/browser'],
  },
  // Only here ZIP files are made.
  {
    folder: 'client/features/own-data',
    folders: FEATURE_FOLDERS,
    packages: [...VIEW, 'fflate'],
  },
  // Only here code is coloured.
  {
    folder: 'client/features/message-content',
    folders: FEATURE_FOLDERS,
    packages: [...VIEW, 'lowlight'],
  },
  { folder: 'client/design', folders: ['client/design', 'client/i18n'], packages: [...VIEW, 'uqr'] },
  { folder: 'scripts', folders: ['scripts'], packages: [], node: true },
  // Programs of others: only what anybody has.
  { folder: 'docs/examples', folders: [], packages: ['yjs', 'lib0', 'y-websocket', 'ws'], node: true },
  {
    folder: 'scripts/api-reference.mjs',
    folders: ['scripts', 'shared/protocol'],
    packages: ['@valibot/to-json-schema', 'valibot'],
    node: true,
  },
  {
    folder: 'scripts/languages.mjs',
    folders: ['client/i18n', 'scripts', 'shared/text', 'sync-server/mail'],
    packages: [],
    node: true,
  },
  { folder: 'scripts/build-server.mjs', folders: [], packages: ['vite'], node: true },
  {
    folder: 'bench',
    folders: ['bench', 'client', 'shared', 'storage', 'sync-server', 'tests/support'],
    packages: '*',
    node: true,
  },
  {
    folder: 'tests',
    folders: ['bench', 'client', 'package.json', 'scripts', 'shared', 'storage', 'sync-server', 'tests'],
    packages: '*',
    node: true,
  },
];
