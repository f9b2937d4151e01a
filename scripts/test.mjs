/**
 * `npm test` runs every suite; `npm test -- unit browser` some; `npm test -- tests/unit/ids.test.ts` some files; what
 * begins with a dash goes to vitest (`npm test -- unit -t MSG-3`). Ends with one line: `N passed, N failed`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LINT_CHECKS } from './lint-checks.mjs';
import { runCommand } from './run-command.mjs';
import { LONG_FACTOR, SUITES } from './suites.mjs';
import { countTests, summaryOf } from './test-report.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(ROOT, ...parts);

const args = process.argv.slice(2);
const long = args.includes('--long');
const names = SUITES.map((suite) => suite.name);
const chosen = new Set();
const files = [];
const options = [];
let optionBefore = false;
for (const arg of args.filter((given) => given !== '--long')) {
  const ofSuite = /^(?:\.\/)?tests\/([a-z]+)\//.exec(arg)?.[1];
  if (arg.startsWith('-') || optionBefore) options.push(arg);
  else if (names.includes(arg)) chosen.add(arg);
  else if (ofSuite && names.includes(ofSuite)) {
    chosen.add(ofSuite);
    files.push(arg);
  } else {
    console.error(`There is no suite "${arg}". The suites: ${names.join(', ')}.`);
    process.exit(2);
  }
  optionBefore = arg === '-t';
}

const env = {
  ...process.env,
  NODE_ENV: 'test',
  // Suites start the server a hundred times: what Node compiled once is read from here.
  NODE_COMPILE_CACHE: at('node_modules/.cache/compiled'),
  ...(long ? { SKERRY_TEST_LONG: '1' } : {}),
};
const artefacts = at('test-artefacts');
mkdirSync(artefacts, { recursive: true });

const runChecks = async (checks, timeout) => {
  let failed = 0;
  for (const [program, ...rest] of checks) {
    const ended = await runCommand(process.execPath, [at(program), ...rest], { cwd: ROOT, env, timeout });
    if (ended.code !== 0) failed += 1;
  }
  return { passed: checks.length - failed, failed, note: '' };
};

const runTests = async (name, timeout) => {
  if (name === 'browser' && !['dist', '.cache/sealed-dist'].every((folder) => existsSync(at(folder, 'index.html'))))
    return { passed: 0, failed: 1, note: 'the client could not be built' };
  const output = at('test-artefacts', `${name}-${process.pid}.json`);
  const ended = await runCommand(
    process.execPath,
    [
      at('node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      name,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${output}`,
    ].concat(
      files.filter((file) => file.includes(`tests/${name}/`)),
      options,
    ),
    { cwd: ROOT, env, timeout },
  );
  let json;
  try {
    json = readFileSync(output, 'utf8');
  } catch {
    json = undefined;
  }
  rmSync(output, { force: true });
  return countTests(json, ended);
};

const results = [];
for (const suite of SUITES) {
  if (chosen.size > 0 && !chosen.has(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const started = Date.now();
  const timeout = suite.budget * 1_000 * (long ? LONG_FACTOR : 1);
  const counted =
    suite.check === 'tsc'
      ? await runChecks([['node_modules/typescript/bin/tsc', '--noEmit']], timeout)
      : suite.check === 'lint'
        ? await runChecks(LINT_CHECKS, timeout)
        : await runTests(suite.name, timeout);
  results.push({ name: suite.name, seconds: (Date.now() - started) / 1_000, ...counted });
}

const { text, passed, failed } = summaryOf(results);
console.log(`\n${text}\n\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
