const BIOME = 'node_modules/@biomejs/biome/bin/biome';

/** What `npm test -- lint` runs, each a program for Node with its arguments. Each counts as one test. */
export const LINT_CHECKS = [
  [BIOME, 'lint', '--error-on-warnings', '--max-diagnostics=100'],
  // Format and order of imports, in short: `npm run format` mends them.
  [BIOME, 'check', '--linter-enabled=false', '--reporter=summary'],
  // Files, exports and dependencies that nothing uses; `knip.json` names what is started by its path.
  ['node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'],
  ['scripts/check-imports.mjs'],
  ['scripts/check-spec.mjs'],
  ['scripts/check-text.mjs'],
  ['scripts/check-messages.mjs'],
  ['scripts/languages.mjs'],
  // docs/openapi.json says what the schemas say.
  ['scripts/api-reference.mjs'],
];
