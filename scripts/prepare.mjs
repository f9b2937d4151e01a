/**
 * Makes a fresh clone ready, with nothing but Node's built-ins: `node scripts/prepare.mjs start|test|server|tools`.
 * `tools` installs packages; `server` also builds the server, `start` the client too; `test` also sees to Chromium,
 * fonts, an S3 server and Redis. What is already done is found by stamps and skipped. Runs on any Node from 20.19; everything after it runs on the pinned runtime.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { prepareBrowser } from './prepare-browser.mjs';
import { preparePostgres } from './prepare-postgres.mjs';
import { prepareRedis } from './prepare-redis.mjs';
import { prepareS3 } from './prepare-s3.mjs';
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

const MADE_OF = ['shared', 'tsconfig.json', 'package.json', 'package-lock.json'];
const viteBuild = (config, fresh) => [
  ...[at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', at(config)],
  ...['--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
];
const CLIENT = {
  name: 'client',
  folder: 'dist',
  madeOf: ['client', 'vite.config.ts', 'scripts/cut-yjs.ts', ...MADE_OF],
  command: (fresh) => viteBuild('vite.config.ts', fresh),
};
/** The same app with words that the server cannot open: some browser journeys run with both builds. */
const SEALED_CLIENT = {
  name: 'client with sealed words',
  folder: '.cache/sealed-dist',
  madeOf: [
    ...CLIENT.madeOf,
    'vite.sealed.config.ts',
    ...['test-alg.ts', 'mulberry.ts'].map((file) => `tests/support/${file}`),
  ],
  command: (fresh) => viteBuild('vite.sealed.config.ts', fresh),
};
const SERVER = {
  name: 'server',
  folder: 'dist-server',
  madeOf: ['sync-server', 'storage', 'scripts/build-server.mjs', ...MADE_OF],
  command: (fresh) => [at('scripts', 'build-server.mjs'), fresh],
};

const build = async ({ name, folder, madeOf, command }) => {
  const stamp = at(folder, '.skerry-built');
  const wanted = hashOf(ROOT, madeOf);
  if (readStamp(stamp) === wanted) return;
  console.log(`Building the ${name} …`);
  const started = Date.now();
  const fresh = at('.cache', `${basename(folder)}-${process.pid}`);
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code } = await runCommand(runtime(), command(fresh), { cwd: ROOT, env });
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    if (purpose === 'start') fail(`The ${name} could not be built; the reason is above.`);
    // The other suites still run; those that need the build fail without it and must not pass with an old one.
    rmSync(at(folder), { recursive: true, force: true });
    console.error(`\nThe ${name} could not be built; the reason is above. The suites that start it will fail.\n`);
    return;
  }
  // Built aside, then moved: a failed `npm start` keeps the last good build, and a running server never serves half of
  // one.
  const old = at('.cache', `${basename(folder)}-old-${process.pid}`);
  if (existsSync(at(folder))) renameSync(at(folder), old);
  renameSync(fresh, at(folder));
  rmSync(old, { recursive: true, force: true });
  writeStamp(stamp, wanted);
  console.log(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
};

const purpose = process.argv[2];
if (!['start', 'test', 'server', 'tools'].includes(purpose))
  fail('Usage: node scripts/prepare.mjs start|test|server|tools');
mkdirSync(at('.cache'), { recursive: true });
await withLock(at('.cache', 'prepare.lock'), async () => {
  await install();
  const built = {
    start: [CLIENT, SERVER],
    test: [CLIENT, SEALED_CLIENT, SERVER],
    server: [SERVER],
    tools: [],
  };
  await Promise.all(built[purpose].map(build));
  if (purpose !== 'test') return;
  await prepareBrowser(fail);
  await prepareS3();
  await preparePostgres();
  await prepareRedis();
});
