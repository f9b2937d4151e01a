/**
 * Every file that uses a message imports the catalogue that holds it, so that a text is never missing when a view shows it;
 * and every message is used. `t('group.title')` and `t(`group.${kind}.title`)` both count, and keys in tables do too.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { projectFiles } from './project-files.mjs';

const KEY = /^ {2}'([^']+)':/gm;
const catalogues = new Map();
const owners = new Map();
const faults = [];
const files = projectFiles().filter((path) => path.startsWith('client/') && /\.tsx?$/.test(path));
const isCatalogue = (path) => /(^|[/-])messages\.ts$/.test(path);
for (const path of files.filter(isCatalogue)) {
  const keys = [...readFileSync(path, 'utf8').matchAll(KEY)].map((match) => match[1]);
  catalogues.set(path, keys);
  for (const key of keys) {
    if (owners.has(key)) faults.push(`${path}: "${key}" also stands in ${owners.get(key)}`);
    owners.set(key, path);
  }
}
const used = new Set();
for (const path of files.filter((file) => !isCatalogue(file))) {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('i18n/t.ts') && !text.includes("'./t.ts'")) continue;
  const needed = new Set();
  const candidates = [];
  const use = (key) => {
    used.add(key);
    needed.add(owners.get(key));
  };
  for (const [, key] of text.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)) if (owners.has(key)) use(key);
  for (const [, head, tail] of text.matchAll(/`([a-z][\w.-]*\.)\$\{[^`]*?\}((?:[\w.-]|\$\{[^`]*?\})*)`/g)) {
    const end = tail.includes('${') ? '' : tail;
    const keys = [...owners.keys()].filter((key) => key.startsWith(head) && key.endsWith(end));
    for (const key of keys) used.add(key);
    // Which of them it can be is for the types to say; one catalogue it must have.
    candidates.push(new Set(keys.map((key) => owners.get(key))));
  }
  const imported = new Set(
    [...text.matchAll(/(?:import|from) '([^']*messages\.ts)'/g)].map(([, target]) =>
      relative('.', join(dirname(path), target))
        .split(sep)
        .join('/'),
    ),
  );
  for (const catalogue of needed)
    if (!imported.has(catalogue)) faults.push(`${path}: uses messages of ${catalogue} without importing it`);
  for (const owned of candidates)
    if (owned.size > 0 && ![...owned].some((catalogue) => imported.has(catalogue)))
      faults.push(`${path}: uses messages of ${[...owned].join(' or ')} without importing it`);
  for (const catalogue of imported)
    if (!needed.has(catalogue) && !candidates.some((owned) => owned.has(catalogue)))
      faults.push(`${path}: imports ${catalogue} and uses none of its messages`);
}
for (const [key, path] of owners) if (!used.has(key)) faults.push(`${path}: nothing uses "${key}"`);
for (const fault of faults) console.error(fault);
console.log(`messages: ${owners.size} in ${catalogues.size} catalogues, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
