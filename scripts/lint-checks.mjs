/** What `npm test -- lint` runs, each a program for Node with its arguments. Each counts as one test. */
export const LINT_CHECKS = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=200'],
  ['scripts/check-imports.mjs'],
  ['scripts/check-text.mjs'],
];
