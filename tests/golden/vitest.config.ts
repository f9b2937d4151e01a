import { defineConfig } from 'vitest/config';

/** Not a suite: `npm run golden` alone runs it. */
export default defineConfig({
  test: { include: ['tests/golden/make.ts'], pool: 'forks', expect: { poll: { timeout: 30_000 } } },
});
