/**
 * Languages of the app and of the mails that the server sends. `node scripts/languages.mjs --write` writes the English texts as translators' tools read them;
 * without it, checks that these are up to date and that every language has the same messages, holes and plural forms.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readTranslations, writeTranslations } from '../client/i18n/read-translations.ts';
import { LANGUAGES } from '../shared/text/languages.ts';
import { MAIL_MESSAGES } from '../sync-server/mail/messages.ts';
import { projectFiles } from './project-files.mjs';

const FOLDER = 'client/i18n/languages';
const MAILS = 'sync-server/mail/languages';
/** By part of the app: the folders whose catalogues it holds. All others are pages. */
const PARTS = {
  start: ['i18n', 'sign-in', 'entry', 'password', 'connection', 'join'],
  chat: ['composer', 'conversation', 'conversation-list', 'message-content', 'notifications', 'thread', 'timeline'],
  administration: ['administration'],
};
const REST = 'pages';

const partOf = (path) => {
  const folder = path.startsWith('client/i18n/') ? 'i18n' : path.split('/')[2];
  return Object.entries(PARTS).find(([, folders]) => folders.includes(folder))?.[0] ?? REST;
};

/** English, by part. */
const english = {};
for (const path of projectFiles().filter((file) => /^client\/.*(^|[/-])messages\.ts$/.test(file))) {
  const catalogues = Object.values(await import(pathToFileURL(path).href));
  const part = partOf(path);
  english[part] = Object.assign(english[part] ?? {}, ...catalogues);
}

/** Each has a file for every language. */
const catalogues = [
  ...Object.entries(english).map(([part, messages]) => ({
    messages,
    fileOf: (language) => join(FOLDER, language, `${part}.json`),
  })),
  { messages: MAIL_MESSAGES, fileOf: (language) => join(MAILS, `${language}.json`) },
];
const textOf = (messages) => `${JSON.stringify(writeTranslations(messages), null, 2)}\n`;
const faults = [];

if (process.argv.includes('--write')) {
  mkdirSync(join(FOLDER, 'en'), { recursive: true });
  for (const { messages, fileOf } of catalogues) writeFileSync(fileOf('en'), textOf(messages));
}
for (const { messages, fileOf } of catalogues)
  if (!existsSync(fileOf('en')) || readFileSync(fileOf('en'), 'utf8') !== textOf(messages))
    faults.push(`${fileOf('en')} is not up to date: node scripts/languages.mjs --write`);

const formsOf = (message) => (typeof message === 'string' ? { '': message } : message);
const holesIn = (text) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

const checkMessage = (where, language, meant, given) => {
  if (given === undefined) return faults.push(`${where} is missing`);
  const isPlural = typeof meant !== 'string';
  if (isPlural !== (typeof given !== 'string')) return faults.push(`${where} has plural forms in one language only`);
  if (isPlural) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const has = Object.keys(given).sort().join(' ');
    const needs = [...pluralCategories].sort().join(' ');
    if (has !== needs) faults.push(`${where} has the forms ${has} and needs ${needs}`);
  }
  const needed = new Set(Object.values(formsOf(meant)).flatMap((text) => [...holesIn(text)]));
  for (const [form, text] of Object.entries(formsOf(given))) {
    const holes = holesIn(text);
    if (text.trim() === '') faults.push(`${where} ${form} is empty`);
    for (const hole of holes)
      if (!needed.has(hole)) faults.push(`${where} ${form} has a hole {${hole}} that English lacks`);
    // A form for one exact number may say it in words.
    for (const hole of needed)
      if (!holes.has(hole) && !(hole === 'count' && isPlural)) faults.push(`${where} ${form} lacks {${hole}}`);
  }
};

/** `--only de` looks at one language, as long as the others are not finished. */
const [, only] = /--only (\S+)/.exec(process.argv.join(' ')) ?? [];
const languages = readdirSync(FOLDER).filter((name) => name !== 'en' && (only ?? name) === name);
for (const language of Object.keys(LANGUAGES))
  if (language !== 'en' && only === undefined && !languages.includes(language)) faults.push(`${language} has no files`);
for (const language of languages) {
  if (!Object.hasOwn(LANGUAGES, language)) faults.push(`${language} is not in shared/text/languages.ts`);
  for (const { messages, fileOf } of catalogues) {
    const file = fileOf(language);
    if (!existsSync(file)) {
      faults.push(`${file} is missing`);
      continue;
    }
    const given = readTranslations(JSON.parse(readFileSync(file, 'utf8')));
    for (const [key, meant] of Object.entries(messages)) checkMessage(`${file}: "${key}"`, language, meant, given[key]);
    for (const key of Object.keys(given)) if (!(key in messages)) faults.push(`${file}: nothing uses "${key}"`);
  }
}
for (const fault of faults) console.error(fault);
console.log(`languages: ${languages.length + 1}, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
