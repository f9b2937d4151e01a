/**
 * Makes a fresh clone ready, with nothing but Node's built-ins: `node scripts/prepare.mjs start|test|tools`.
 * `tools` installs packages; `start` also builds the client; `test` also sees to Chromium and fonts. What is already
 * done is found by stamps and skipped. Runs on any Node from 20.19; everything after it runs on the pinned runtime.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { prepareBrowser } from './prepare-browser.mjs';
import { runCommand } from './run-command.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(ROOT, ...parts);

const fail = (text) => {
  console.error(`\n${text}\n`);
  process.exit(1);
};

const runtime = () => {
  const pinned = at('node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // The first version that has both type stripping and node:sqlite without a flag.
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  fail(
    `Skerry runs on a Node.js that is installed with its packages, but there is none for ${process.platform}-${process.arch} ` +
      `(only linux-x64 and linux-arm64), and this Node.js, ${process.versions.node}, is too old. Install Node.js 22.18 or newer (26 is what it is tested with).`,
  );
};

const install = async () => {
  const stamp = at('node_modules', '.skerry-installed');
  const wanted = hashOf(ROOT, ['package.json', 'package-lock.json', '.npmrc']);
  if (readStamp(stamp) === wanted) return;
  console.log('Installing packages …');
  const started = Date.now();
  // Not `npm ci`: it insists on other platforms' optional packages, which a mirror may not carry. No package needs an
  // install script, so none may run.
  const args = ['install', '--no-save', '--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const { code } = npm
    ? await runCommand(process.execPath, [npm, ...args], { cwd: ROOT })
    : await runCommand('npm', args, { cwd: ROOT });
  if (code !== 0) fail('npm could not install the packages; its own message is above. Is the registry reachable?');
  runtime();
  writeStamp(stamp, wanted);
  console.log(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
};

const buildClient = async () => {
  const stamp = at('dist', '.skerry-built');
  const wanted = hashOf(ROOT, [
    'client',
    'shared',
    'vite.config.ts',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ]);
  if (readStamp(stamp) === wanted) return;
  console.log('Building the client …');
  const started = Date.now();
  const fresh = at('.cache', `dist-${process.pid}`);
  const { code } = await runCommand(
    runtime(),
    [at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    if (purpose !== 'test') fail('The client could not be built; the reason is above.');
    // The other suites still say something; the browser suite fails without `dist`, and must not pass on an old one.
    rmSync(at('dist'), { recursive: true, force: true });
    console.error('\nThe client could not be built; the reason is above. The browser suite will fail.\n');
    return;
  }
  // Built aside and moved: a failed `npm start` leaves the last good one, and a running server never serves half of one.
  const old = at('.cache', `dist-old-${process.pid}`);
  if (existsSync(at('dist'))) renameSync(at('dist'), old);
  renameSync(fresh, at('dist'));
  rmSync(old, { recursive: true, force: true });
  writeStamp(stamp, wanted);
  console.log(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
};

const purpose = process.argv[2];
if (!['start', 'test', 'tools'].includes(purpose)) fail('Usage: node scripts/prepare.mjs start|test|tools');
mkdirSync(at('.cache'), { recursive: true });
await withLock(at('.cache', 'prepare.lock'), async () => {
  await install();
  if (purpose !== 'tools') await buildClient();
  if (purpose === 'test') await prepareBrowser(fail);
});
