/** Fails when a file imports what its folder may not; the rules and their words are in `import-rules.mjs`. */
import { readFileSync } from 'node:fs';
import { judgeFile } from './imports.ts';
import { projectFiles } from './project-files.mjs';

const files = projectFiles().filter((file) => /\.(?:ts|tsx|mjs)$/.test(file));
const wrong = files.flatMap((file) => judgeFile(file, readFileSync(file, 'utf8')));
for (const line of wrong) console.error(line);
console.log(`imports: ${files.length} files, ${wrong.length} forbidden imports`);
process.exit(wrong.length === 0 && files.length > 0 ? 0 : 1);
