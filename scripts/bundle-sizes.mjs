/**
 * Prints what the browser loads, in KiB of brotli, after a build: before sign-in, for a signed-in text chat, and each file.
 * What a file needs at once is read from its import statements; what it loads late is named by `import(…)`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const DIST = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const ASSETS = join(DIST, 'assets');
if (!existsSync(ASSETS)) {
  console.error('There is no dist/: build first.');
  process.exit(1);
}
const KIB = 1024;
const files = new Map(
  readdirSync(ASSETS)
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => {
      const text = readFileSync(join(ASSETS, name));
      return [name, { size: brotliCompressSync(text).length / KIB, text: text.toString() }];
    }),
);
const named = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]).filter((name) => files.has(name));
/** A file with all that it imports at once. */
const closure = (names) => {
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name) || !files.has(name)) return;
    seen.add(name);
    for (const next of named(files.get(name).text, /(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) visit(next);
  };
  for (const name of names) visit(name);
  return [...seen];
};
const total = (names) => names.reduce((sum, name) => sum + files.get(name).size, 0);
const find = (pattern) => [...files.keys()].filter((name) => pattern.test(name));
/** A limit that is not kept fails the program. */
const print = (label, size, limit) => {
  if (limit !== undefined && size > limit) process.exitCode = 1;
  console.log(`${label.padEnd(52)} ${size.toFixed(1).padStart(7)}${limit ? ` of ${limit}` : ''}`);
};

const html = readFileSync(join(DIST, 'index.html'), 'utf8');
const start = named(html, /\/assets\/([\w.-]+\.js)/g);
const entry = closure([...start, ...find(/^sign-in-page-.*\.js$/)]);
const worker = closure(find(/^worker-/));
const chat = closure([...start, ...find(/^signed-in-.*\.js$/)]);
console.log('KiB brotli');
print('JavaScript of the page before sign-in', total(entry), 60);
print('the replica worker', total(worker));
print('JavaScript of the signed-in page', total(chat));
print('all of a signed-in text chat, worker included', total(chat) + total(worker), 150);
print('styles', total(find(/\.css$/)));
console.log();
for (const [name, { size }] of [...files].sort((a, b) => b[1].size - a[1].size)) print(`  ${name}`, size);
