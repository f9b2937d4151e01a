/** `npm run golden -- 0.2.0` keeps what this version writes and says as a set in `tests/golden`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ended = await runCommand(
  process.execPath,
  [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(ROOT, 'tests/golden/vitest.config.ts')],
  { cwd: ROOT, env: { ...process.env, NODE_ENV: 'test', SKERRY_GOLDEN: process.argv[2] ?? '' }, timeout: 300_000 },
);
process.exitCode = ended.code ?? 1;
