import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

const SECOND = 1_000;

/** One project per folder below `tests/`; `scripts/test.mjs` runs them one after the other. */
const suite = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    environment: 'node' as const,
    testTimeout,
    hookTimeout: Math.max(testTimeout, 20 * SECOND),
    // What is waited for comes in time on busy cores, too.
    expect: { poll: { timeout: 30 * SECOND } },
  },
});

// Some of these live through days of virtual time: a second and a half alone, ten times that beside other work.
const unit = suite('unit', 30 * SECOND);
// Primitives stand beside their tests: both can be taken elsewhere.
unit.test.include.push('client/primitives/**/*.test.ts');
// Journeys of several devices, two at a time on two cores.
const browser = suite('browser', 300 * SECOND);
// Needs Firefox, which only `npm run test:long` is about.
const exclude = process.env.SKERRY_TEST_LONG === '1' ? [] : ['tests/browser/firefox-*.test.ts'];
const globalSetup = 'tests/support/built-server.ts';
const postgres = 'tests/support/postgres-setup.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores are the smallest machine this is developed on; more workers only make timings worse there.
    maxWorkers: 2,
    watch: false,
    allowOnly: false,
    passWithNoTests: false,
    projects: [
      {
        ...unit,
        // Models of the client are Solid code: without its plugin Node would get Solid's server build, in which nothing reacts.
        plugins: [solid()],
        resolve: { conditions: ['development', 'browser'] },
      },
      { test: { ...suite('contract', 60 * SECOND).test, globalSetup: postgres } },
      suite('simulation', 120 * SECOND),
      { test: { ...suite('integration', 120 * SECOND).test, globalSetup: [globalSetup, postgres] } },
      // Files of a worker share its browser, which takes seconds to start.
      { test: { ...browser.test, exclude, isolate: false, globalSetup } },
    ],
  },
});
