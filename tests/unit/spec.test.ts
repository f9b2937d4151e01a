import { expect, it } from 'vitest';
import { judgeSpec, rulesOf, titlesOf } from '../../scripts/spec-rules.ts';

// Put together here, or the check would take these for rules of the project.
const id = (number: number): string => ['RULE', number].join('-');
const spec = (...numbers: number[]): string => numbers.map((n) => `- **${id(n)}** Something holds.`).join('\n');
const testFile = (...titles: string[]) => ({
  path: 'tests/unit/a.test.ts',
  text: titles.map((title) => `it('${title}', () => {});`).join('\n'),
});

it('SPEC-1 a rule that stands twice, or before a lower number of its family, is a fault', () => {
  const all = testFile(`${id(1)} a`, `${id(2)} b`);
  expect(judgeSpec(spec(1, 2), [all])).toEqual([]);
  expect(judgeSpec(spec(2, 1), [all])).toHaveLength(1);
  expect(judgeSpec(spec(1, 1, 2), [all])).toEqual([expect.stringContaining('twice')]);
  const apart = `${spec(1)}\n- **OTHER-1** Something else holds.\n${spec(2)}`;
  expect(judgeSpec(apart, [testFile(`${id(1)} ${id(2)} a`, 'OTHER-1 b')])).toHaveLength(1);
});

it('SPEC-2 a rule no test names, a title without a rule, and an unknown rule are faults', () => {
  expect(judgeSpec(spec(1, 2), [testFile(`${id(1)} a`)])).toEqual([`SPEC.md: no test names ${id(2)}`]);
  expect(judgeSpec(spec(1, 2), [testFile(`${id(1)} a and ${id(2)} b`)])).toEqual([]);
  expect(judgeSpec(spec(1), [testFile(`${id(1)} a`, 'b')])).toEqual([
    'tests/unit/a.test.ts:2: the title begins with no rule',
  ]);
  const code = { path: 'shared/a.ts', text: `// ${id(7)}: see ${'SHA'}-256` };
  expect(judgeSpec(spec(1), [testFile(`${id(1)} a`), code])).toEqual([`shared/a.ts:1: SPEC.md has no rule ${id(7)}`]);
});

it('SPEC-2 titles are found behind tables of rows, types and regular expressions', () => {
  const text = [
    "describe('a block', () => {",
    "  it.each<[a: string, b: number]>([['(', 1], [`)`, 2]])('one %s', () => {});",
    "  test.each([/[(/]\\)/, 'it(\\'no\\')'])(",
    '    `two`,',
    '  );',
    "  // it('no')",
    "  it('three', () => expect(/a/.test('b')).toBe(false));",
    '});',
  ].join('\n');
  expect(titlesOf(text).map(({ title }) => title)).toEqual(['a block', 'one %s', 'two', 'three']);
  expect(rulesOf(`text\n${spec(3)}`)).toEqual([id(3)]);
});
