/**
 * The suites of `npm test` in their order: what is quick to fail comes first. `budget` is in seconds, for a machine of
 * two cores that does other work too; a suite that needs longer has hung.
 */
export const SUITES = [
  { name: 'types', budget: 120, check: 'tsc' },
  { name: 'lint', budget: 120, check: 'lint' },
  { name: 'unit', budget: 300 },
  { name: 'contract', budget: 180 },
  { name: 'simulation', budget: 600 },
  { name: 'integration', budget: 1_000 },
  { name: 'browser', budget: 3_000 },
];

/** `npm run test:long` gives the suites ten times as long and tells them so through SKERRY_TEST_LONG=1. */
export const LONG_FACTOR = 10;
