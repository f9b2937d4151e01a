import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import { cutYjs } from './scripts/cut-yjs.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What belongs to the server must reach it, or fail as the network fails: never answered with the shell. */
const SERVER_PATHS = [/^\/api(\/|$)/, /^\/sync(\/|$|\?)/, /^\/yjs(\/|$)/, /^\/health/, /^\/files\//, /^\/assets\//];

interface EmojiSource {
  readonly hexcode: string;
  readonly label: string;
  readonly unicode: string;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly emoticon?: string | readonly string[];
  readonly skins?: readonly { readonly hexcode: string; readonly unicode: string }[];
}

/** Only what client/features/emoji/emoji-set.ts reads of the emoji data: a third of its size on every device. */
const lessEmoji = (): Plugin => ({
  name: 'less-emoji',
  enforce: 'pre',
  transform: {
    filter: { id: /emojibase-data\/en\/compact\.json$/ },
    handler: (code) => {
      const source: readonly EmojiSource[] = JSON.parse(code);
      const less = source.flatMap(({ hexcode, label, unicode, group, tags, emoticon, skins }) => {
        if (group === undefined) return [];
        const alike = skins?.filter((skin) => new Set(skin.hexcode.match(/1F3F[B-F]/g)).size === 1);
        return [
          {
            hexcode,
            label,
            unicode,
            group,
            tags,
            emoticon,
            skins: alike?.map((s) => ({ hexcode: s.hexcode, unicode: s.unicode })),
          },
        ];
      });
      return { code: JSON.stringify(less), map: null };
    },
  },
});

const TEMPLATE = 't.innerHTML = html;';
/** Attributes and properties of browsers' experiments that Solid knows and no element here has. */
const EXOTIC = [
  /"adauctionheaders",[^\]]*"sharedstoragewritable"/,
  /"adAuctionHeaders",[^\]]*"sharedStorageWritable",/,
];

/** Solid makes its templates from markup: the one place that may, by our policy for Trusted Types. */
const trustedTemplates = (): Plugin => ({
  name: 'trusted-templates',
  enforce: 'pre',
  transform: {
    filter: { id: /solid-js\/web\/dist\/web\.js/ },
    handler: (code) => {
      if (!code.includes(TEMPLATE) || !EXOTIC.every((names) => names.test(code)))
        throw new Error('Solid is not written as it was.');
      const policy = `import { trusted } from ${JSON.stringify(at('./client/primitives/trusted.ts'))};\n`;
      const less = EXOTIC.reduce((text, names) => text.replace(names, ''), code);
      return { code: policy + less.replace(TEMPLATE, 't.innerHTML = trusted.createHTML(html);'), map: null };
    },
  },
});

const lessYjs = (): Plugin => ({
  name: 'less-yjs',
  enforce: 'pre',
  transform: {
    filter: { id: /yjs\/dist\/yjs\.mjs/ },
    handler: (code) => ({ code: cutYjs(code), map: null }),
  },
});

/** What the service worker does beside keeping the app: pushes and pressed notifications, opened files, what is shared, and the outbox once there is a network. */
const WORKER_PARTS = [
  './client/push/worker/push-worker.ts',
  './client/files/worker/file-worker.ts',
  './client/files/share/share-worker.ts',
  './client/service-worker/outbox-sync.ts',
];

/** One script without imports. */
const bundled = async (entry: string): Promise<string> => {
  const built = await build({
    configFile: false,
    root: at('./client'),
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['iife'], name: 'part' },
      rolldownOptions: { output: { comments: false } },
    },
  });
  const [first] = [built].flat();
  const [script] = first !== undefined && 'output' in first ? first.output : [];
  if (script?.type !== 'chunk') throw new Error(`${entry} was not bundled.`);
  return script.code;
};

/**
 * Puts our parts into the service worker that the plugin before it has written: under Trusted Types a worker takes no
 * script by its address.
 */
const workerParts = (): Plugin => {
  let folder = '';
  return {
    name: 'worker-parts',
    apply: 'build',
    enforce: 'post',
    configResolved: ({ root, build: { outDir } }) => {
      folder = resolve(root, outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: async () => {
        for (const part of WORKER_PARTS) appendFileSync(resolve(folder, 'sw.js'), `\n${await bundled(at(part))}`);
      },
    },
  };
};

/** Packs the texts once, as small as they get, beside themselves: the server would do it again after each start. */
const packedTexts = (): Plugin => {
  let folder = '';
  return {
    name: 'packed-texts',
    apply: 'build',
    enforce: 'post',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: () => {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          const file = join(entry.parentPath, entry.name);
          if (/\.(js|json|css|html|svg|webmanifest)$/.test(file))
            writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
        }
      },
    },
  };
};

type GetModule = (id: string) => {
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
} | null;

/** A module with all that it needs at once; with `late`, also what it loads later, but for `without`. */
const reach = (from: string, getModule: GetModule, late = false, without?: string): ReadonlySet<string> => {
  const reached = new Set([from]);
  for (const id of reached) {
    const { importedIds = [], dynamicallyImportedIds = [] } = getModule(id) ?? {};
    for (const next of late ? [...importedIds, ...dynamicallyImportedIds] : importedIds)
      if (next !== without) reached.add(next);
  }
  return reached;
};

/** One file for modules that always load together: left alone, what late parts share with them becomes many small files. */
const together = (name: string, members: (getModule: GetModule) => ReadonlySet<string>) => {
  let known: ReadonlySet<string> | undefined;
  return {
    name: (id: string, context: { getModuleInfo: GetModule }): string | null => {
      known ??= members((module) => context.getModuleInfo(module));
      return known.has(id) ? name : null;
    },
    includeDependenciesRecursively: false,
  };
};

const MAIN = at('./client/main.tsx');
const SIGNED_IN = at('./client/app/signed-in.tsx');
const WORKER = at('./client/replica/worker.ts');

/** Files for parts that open late, each by the feature folders that it holds. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  settings: ['administration', 'devices', 'profile', 'security', 'settings'],
  'own-data': ['own-data'],
  contacts: ['contacts'],
  search: ['search'],
  files: ['message-content/files'],
  cards: ['message-content/cards'],
  messages: ['composer', 'forward', 'message-content', 'message-details', 'thread', 'timeline', 'starred', 'emoji'],
  conversations: [
    'conversation',
    'conversation-list',
    'group',
    'not-sent',
    'outbox',
    'people-picker',
    'switcher',
    'topics',
  ],
};

/** Comes when it is first opened, or with the parser of marks, not with what leads to it. */
const ALONE = ['message-content/files/lightbox', 'message-content/code', 'message-content/text/marked'];

/** What only these folders need, and neither the first page nor the chat at once. */
const later = (getModule: GetModule, name: string): ReadonlySet<string> => {
  const late = [...reach(MAIN, getModule, true)];
  const isIn = (id: string, folders: readonly string[]): boolean =>
    folders.some((folder) => id.startsWith(at(`./client/features/${folder}/`)));
  // What shows files comes after the messages that hold them.
  const held = (folders: readonly string[]): readonly string[] =>
    late.filter(
      (id) => isIn(id, folders) && !isIn(id, ALONE) && (folders === LATE.files || !isIn(id, LATE.files ?? [])),
    );
  const needed = (ids: readonly string[]): readonly string[] => ids.flatMap((id) => [...reach(id, getModule)]);
  const others = Object.entries(LATE).flatMap(([other, folders]) =>
    other === name || other === 'files' ? [] : needed(held(folders)),
  );
  const elsewhere = new Set([...reach(MAIN, getModule), ...reach(SIGNED_IN, getModule), ...others]);
  return new Set(held(LATE[name] ?? []).filter((id) => !elsewhere.has(id)));
};

export default defineConfig({
  root: at('./client'),
  publicDir: at('./client/public'),
  cacheDir: at('./node_modules/.vite'),
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: address in place of a file would need a looser content policy.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in old browsers only; those we support need none.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            together('signed-in', (getModule) => {
              // Signing in must not wait for the chat.
              const before = reach(MAIN, getModule, true, SIGNED_IN);
              return new Set([...reach(SIGNED_IN, getModule)].filter((id) => !before.has(id)));
            }),
            together('common', (getModule) => {
              const chat = reach(SIGNED_IN, getModule);
              const first = reach(MAIN, getModule);
              return new Set(
                [...reach(MAIN, getModule, true, SIGNED_IN)].filter((id) => chat.has(id) && !first.has(id)),
              );
            }),
            // What opens later is fetched in a few files: one by one it takes a new device many round trips to be ready
            // for a life without a network.
            ...Object.keys(LATE).map((name) => together(name, (module) => later(module, name))),
          ],
        },
      },
    },
  },
  // Vite leaves the libraries' comments in a worker.
  worker: {
    format: 'es',
    plugins: () => [lessYjs()],
    rolldownOptions: {
      output: {
        comments: false,
        codeSplitting: { groups: [together('replica', (getModule) => reach(WORKER, getModule))] },
      },
    },
  },
  plugins: [
    solid(),
    lessEmoji(),
    trustedTemplates(),
    VitePWA({
      // The page registers it itself (client/app/updates.ts), so that no inline script is needed.
      injectRegister: false,
      // A new version waits until people agree to it; why: client/app/updates.ts.
      registerType: 'prompt',
      strategies: 'generateSW',
      filename: 'sw.js',
      includeAssets: [],
      workbox: {
        // Only wanted where a password is chosen, which needs the server anyway: not 170 KiB for every device.
        globIgnores: ['**/estimate-*.js'],
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        navigateFallback: 'index.html',
        navigateFallbackDenylist: SERVER_PATHS,
        cleanupOutdatedCaches: true,
        // A picture never changes under its name, and shows offline too. Signing out removes the cache.
        runtimeCaching: [
          {
            urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/api/pictures/'),
            handler: 'CacheFirst',
            options: {
              cacheName: 'pictures',
              cacheableResponse: { statuses: [200] },
              expiration: { maxEntries: 2_000 },
            },
          },
        ],
        // Under Trusted Types a worker takes no script by its address.
        inlineWorkboxRuntime: true,
        // So that the very first visit, before any reload, already holds the parts that load late.
        clientsClaim: true,
        sourcemap: false,
      },
      manifest: {
        name: 'Skerry',
        short_name: 'Skerry',
        description: 'A chat that works without a connection.',
        id: '/',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f6f8f8',
        theme_color: '#0b6b6b',
        categories: ['social', 'communication'],
        shortcuts: [
          { name: 'New conversation', url: '/new', icons: [{ src: '/icon-192.png', sizes: '192x192' }] },
          { name: 'Search', url: '/search', icons: [{ src: '/icon-192.png', sizes: '192x192' }] },
          { name: 'Waiting to send', url: '/outbox', icons: [{ src: '/icon-192.png', sizes: '192x192' }] },
        ],
        share_target: {
          action: '/share',
          method: 'POST',
          enctype: 'multipart/form-data',
          params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['*/*'] }] },
        },
        icons: [
          { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
          { src: '/icon-192.png', type: 'image/png', sizes: '192x192' },
          { src: '/icon-512.png', type: 'image/png', sizes: '512x512' },
          { src: '/icon-maskable.png', type: 'image/png', sizes: '512x512', purpose: 'maskable' },
        ],
      },
    }),
    workerParts(),
    packedTexts(),
  ],
});
