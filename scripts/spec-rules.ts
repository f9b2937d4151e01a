/** What a rule looks like: `PERM-7`, `A11Y-2`. */
const ID = /\b([A-Z][A-Z0-9]*)-(\d+)\b/g;
const RULE_LINE = /^- \*\*([A-Z][A-Z0-9]*-\d+)\*\*/gm;
/** Where a string, a regular expression or a comment ends, by how it begins. */
const SKIPPED =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
const TEST_CALL = /(?<![\w.$])(?:it|test|describe)(?:\.\w+)*(?=[(<])/y;
const OPENING = '([{<';
const CLOSING = ')]}>';

const familyOf = (id: string): string => id.slice(0, id.lastIndexOf('-'));
const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** Everything of this shape in a text: rules, but also false matches such as `SHA-256`. */
const idsIn = (text: string): string[] => [...text.matchAll(ID)].map(([id]) => id);

/** The rules of the specification, in its order. */
export const rulesOf = (spec: string): string[] => [...spec.matchAll(RULE_LINE)].map(([, id]) => id ?? '');

/** What is one piece at this position: a string, a comment, a regular expression; else one character. */
const pieceAt = (code: string, at: number): string => {
  SKIPPED.lastIndex = at;
  return SKIPPED.exec(code)?.[0] ?? code.charAt(at);
};

/** @returns where the bracket that opens at `from` has been closed */
const afterBracket = (code: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < code.length; ) {
    const piece = pieceAt(code, at);
    at += piece.length;
    // The `>` of an arrow function closes nothing.
    if (piece === '=' && code.charAt(at) === '>') at += 1;
    else if (piece !== '' && OPENING.includes(piece)) depth += 1;
    else if (piece !== '' && CLOSING.includes(piece)) depth -= 1;
    if (depth === 0) return at;
  }
  return code.length;
};

interface Title {
  readonly title: string;
  readonly line: number;
  readonly isBlock: boolean;
}

/** The first string that a call takes; of `it.each<Row>([…])('…')` what comes before it is passed over. */
const titleAt = (code: string, from: number): { title: string; at: number } | undefined => {
  for (let at = from; /[(<]/.test(code.charAt(at)); at = afterBracket(code, at)) {
    const literal = /^\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/.exec(code.slice(at));
    if (literal) return { title: literal[2] ?? '', at };
  }
  return undefined;
};

/** The titles of the tests in a file, and of the blocks around them. */
export const titlesOf = (code: string): Title[] => {
  const titles: Title[] = [];
  for (let at = 0; at < code.length; ) {
    TEST_CALL.lastIndex = at;
    const call = TEST_CALL.exec(code)?.[0];
    const found = call === undefined ? undefined : titleAt(code, at + call.length);
    if (found)
      titles.push({
        title: found.title,
        line: code.slice(0, found.at).split('\n').length,
        isBlock: call?.startsWith('describe') === true,
      });
    at += call?.length ?? pieceAt(code, at).length;
  }
  return titles;
};

const judgeOrder = (rules: readonly string[]): string[] =>
  rules.flatMap((id, i) => {
    const before = rules[i - 1];
    if (before === undefined) return [];
    const seen = rules.slice(0, i).filter((other) => familyOf(other) === familyOf(id));
    if (seen.includes(id)) return [`SPEC.md: ${id} stands here twice`];
    if (seen.length > 0 && (familyOf(before) !== familyOf(id) || numberOf(before) > numberOf(id)))
      return [`SPEC.md: ${id} does not follow the rule of the number before it`];
    return [];
  });

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/**
 * Whether the specification and the code agree, in both directions.
 * @returns one line for each fault
 */
export const judgeSpec = (spec: string, files: readonly SourceText[]): string[] => {
  const rules = rulesOf(spec);
  const known = new Set(rules);
  const families = new Set(rules.map(familyOf));
  const named = new Set<string>();
  const faults = judgeOrder(rules);
  for (const { path, text } of files) {
    text.split('\n').forEach((line, i) => {
      for (const id of idsIn(line))
        if (families.has(familyOf(id)) && !known.has(id)) faults.push(`${path}:${i + 1}: SPEC.md has no rule ${id}`);
    });
    if (!path.startsWith('tests/') && !path.endsWith('.test.ts')) continue;
    for (const { title, line, isBlock } of titlesOf(text)) {
      for (const id of idsIn(title)) named.add(id);
      const first = /^[A-Z][A-Z0-9]*-\d+(?= )/.exec(title)?.[0];
      if (!isBlock && first === undefined) faults.push(`${path}:${line}: the title begins with no rule`);
      if (first !== undefined && !known.has(first)) faults.push(`${path}:${line}: SPEC.md has no rule ${first}`);
    }
  }
  return [...faults, ...rules.filter((id) => !named.has(id)).map((id) => `SPEC.md: no test names ${id}`)];
};
