import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the server before tests that start it, so that none runs an old one. Quick when nothing has changed. */
export const setup = (): void => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/prepare.mjs'), 'server'], {
    stdio: 'inherit',
  });
};
