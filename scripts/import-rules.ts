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

/** The server goes by the headers of envelopes. What reads bodies, and who may import that there. */
export const BODY_READING = {
  folders: ['shared', 'storage', 'sync-server'],
  /** Devices read chapters and drafts; nothing of it runs on the server. */
  except: ['shared/timeline', 'shared/drafts/draft-entry.ts', 'shared/drafts/merge-drafts.ts'],
  names: ['decodeBody', 'readBody'],
  from: 'shared/envelope/body.ts',
  reader: 'shared/admission/plain-body.ts',
  users: ['shared/admission/judge.ts', 'shared/admission/document-facts.ts'],
} as const;

const PURE = ['yjs', 'lib0', 'valibot'];
const LEAVES = [
  'shared/ids',
  'shared/document',
  'shared/envelope',
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
  'client/channel',
  'client/design',
  'client/features',
  'client/http',
  'client/i18n',
  'client/primitives',
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
  // Only here Hocuspocus is known.
  {
    folder: 'sync-server/hocuspocus',
    folders: ['shared', 'storage', 'sync-server'],
    packages: [...PURE, '@hocuspocus/server', '@hocuspocus/extension-database'],
    node: true,
  },
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
  {
    folder: 'client/replica',
    // One word: what stands for a name that is no more.
    folders: ['client/channel', 'client/http', 'client/replica', 'client/i18n/gone-name.ts', 'shared'],
    packages: [...PURE, 'y-protocols', 'y-indexeddb', 'better-auth/client', 'fflate'],
  },
  // Behaviours of the browser that belong to no feature, with their tests.
  {
    folder: 'client/primitives',
    folders: ['client/primitives', 'tests/support/touch.ts'],
    packages: ['solid-js', 'vitest', 'fast-check'],
  },
  // The types of all messages stand with the features that show them.
  { folder: 'client/i18n', folders: ['client/i18n', 'client/features', 'shared'], packages: [] },
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
  // Only here a message's text is read as Markdown, and its code coloured.
  {
    folder: 'client/features/message-content',
    folders: FEATURE_FOLDERS,
    packages: [...VIEW, 'marked', 'lowlight'],
  },
  { folder: 'client/design', folders: ['client/design', 'client/i18n'], packages: [...VIEW, 'uqr'] },
  { folder: 'scripts', folders: ['scripts'], packages: [], node: true },
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
