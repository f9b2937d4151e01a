/**
 * Joins the server and its packages into a few files, which Node loads in a third of the time of the thousand they are
 * made from: `node scripts/build-server.mjs FOLDER`. Not minified, so that a stack names what stands in the source.
 */
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(ROOT, ...parts);

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: process.argv[2],
    emptyOutDir: true,
    minify: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: {
        skerry: at('sync-server/skerry.ts'),
        'check-file-process': at('sync-server/data-folder/check-file-process.ts'),
      },
      // Keep the files in one folder: those that look for others beside themselves must find them.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

// It is the program `skerry` of package.json.
chmodSync(join(process.argv[2], 'skerry.js'), 0o755);
