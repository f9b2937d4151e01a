import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const RULE = /\*\*([A-Z]+-\d+)\*\*/g;
const TITLE = /\b(?:it|test)(?:\.each\([^\n]*\))?\(\s*[`'"]([A-Z]+-\d+)?/g;

const spec = readFileSync('SPEC.md', 'utf8');
const rules = [...spec.matchAll(RULE)].map(([, rule]) => rule ?? '');
const titles = globSync('tests/**/*.test.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(TITLE)].map(([, rule]) => ({ file, rule })),
);

it('SPEC-1 every rule stands in SPEC.md once', () => {
  expect(rules.length).toBeGreaterThan(100);
  expect(rules.filter((rule, i) => rules.indexOf(rule) !== i)).toEqual([]);
});

it('SPEC-2 a test names a rule that stands in SPEC.md', () => {
  const known = new Set(rules);
  expect(titles.length).toBeGreaterThan(100);
  expect(titles.filter(({ rule }) => rule !== undefined && !known.has(rule))).toEqual([]);
});
