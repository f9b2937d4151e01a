/**
 * The suites of `npm test` in their order, quickest to fail first. `budget` is in seconds on a busy machine with two
 * cores; a suite that needs longer has hung.
 */
export const SUITES = [
  { name: 'types', budget: 120, check: 'tsc' },
  { name: 'lint', budget: 120, check: 'lint' },
  { name: 'unit', budget: 300 },
  { name: 'contract', budget: 240 },
  { name: 'simulation', budget: 600 },
  { name: 'integration', budget: 1_000 },
  { name: 'browser', budget: 3_000 },
];

/** `npm run test:long` allows the suites ten times as long and tells them so with SKERRY_TEST_LONG=1. */
export const LONG_FACTOR = 10;
