import { posix } from 'node:path';
import { RULES, type Rule } from './import-rules.ts';

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Comments go, strings stay; lines keep their numbers. Good enough for code that the formatter has gone over. */
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
