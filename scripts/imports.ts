import { posix } from 'node:path';
import { BODY_READING, RULES, type Rule } from './import-rules.ts';

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Removes comments; keeps strings and line numbers. Good enough for formatted code. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/.*$/gm, '$1');

/** `from '…'`, `import '…'`, `import('…')`, `require('…')` and `new URL('…', import.meta.url)` (workers). */
const IMPORT =
  /(?:\b(?:from|import)\s*|\bimport\s*\(\s*|\bimport\.meta\.resolve\s*\(\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1|\bnew URL\(\s*(['"])([^'"\n]+)\3\s*,\s*import\.meta\.url/g;

export const importsOf = (text: string): { specifier: string; line: number }[] => {
  const code = withoutComments(text);
  return [...code.matchAll(IMPORT)].map((match) => ({
    specifier: match[2] ?? match[4] ?? '',
    line: code.slice(0, match.index).split('\n').length,
  }));
};

const ruleFor = (path: string): Rule | undefined =>
  RULES.filter((rule) => isBelow(path, rule.folder)).sort((a, b) => b.folder.length - a.folder.length)[0];

/**
 * @param path of the importing file, relative to the root, with `/`
 * @param specifier as written
 * @returns what is wrong
 */
export const judgeImport = (path: string, specifier: string): string | undefined => {
  const rule = ruleFor(path);
  if (!rule) return undefined;
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(path), bare));
    if (rule.folders.some((folder) => isBelow(target, folder))) return undefined;
    return `${rule.folder} may not import ${target}`;
  }
  if (bare.startsWith('node:')) return rule.node ? undefined : `${rule.folder} may not import Node's own ${bare}`;
  if (rule.packages === '*' || rule.packages.some((name) => isBelow(bare, name))) return undefined;
  return `${rule.folder} may not import the package ${bare}`;
};

/** @returns one line for each import that breaks a rule */
export const judgeFile = (path: string, text: string): string[] =>
  importsOf(text).flatMap(({ specifier, line }) => {
    const wrong = judgeImport(path, specifier);
    return wrong ? [`${path}:${line}: ${wrong}`] : [];
  });

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const isOf = (path: string, folders: readonly string[]): boolean => folders.some((folder) => isBelow(path, folder));

/**
 * Bodies will be sealed, so nothing on the server may depend on reading them.
 * @returns one line for each import on the server's side that reads bodies
 */
export const judgeBodyReading = ({ path, text }: SourceFile): string[] => {
  const { folders, except, names, from, reader, users } = BODY_READING;
  if (!isOf(path, folders) || isOf(path, except) || path === from) return [];
  const isNamed = (specifier: string): boolean =>
    [...withoutComments(text).matchAll(/\bimport\s+([^'";]+?)\s+from\s*['"]([^'"]+)['"]/g)].some(
      ([, clause = '', found]) =>
        found === specifier && (clause.includes('*') || names.some((name) => new RegExp(`\\b${name}\\b`).test(clause))),
    );
  return importsOf(text).flatMap(({ specifier, line }) => {
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    const isAllowed =
      (target !== from || path === reader || !isNamed(specifier)) &&
      (target !== reader || users.some((user) => user === path)) &&
      !isOf(target, except);
    return isAllowed ? [] : [`${path}:${line}: the server may not read bodies with ${target}`];
  });
};

/** Files that each file imports, by path; packages and files that are not given are left out. */
const graphOf = (files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> => {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const targets = importsOf(text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''))));
      return [path, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
};

/**
 * Files that import each other in a cycle, for types or for values: neither can be read, tested or moved alone.
 * @returns one line for each cycle
 */
export const judgeCycles = (files: readonly SourceFile[]): string[] => {
  const graph = graphOf(files);
  const done = new Set<string>();
  const faults: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) faults.push(`${[...trail.slice(start), path].join(' → ')}: a cycle of imports`);
    if (start !== -1 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return faults;
};
