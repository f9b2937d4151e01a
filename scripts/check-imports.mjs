/** Fails when a file imports what its folder may not (see `import-rules.ts`), reads bodies on the server's side, or when files import each other in a cycle. */
import { readFileSync } from 'node:fs';
import { judgeBodyReading, judgeCycles, judgeFile } from './imports.ts';
import { projectFiles } from './project-files.mjs';

const files = projectFiles()
  .filter((file) => /\.(?:ts|tsx|mjs)$/.test(file))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const wrong = [
  ...files.flatMap((file) => [...judgeFile(file.path, file.text), ...judgeBodyReading(file)]),
  ...judgeCycles(files),
];
for (const line of wrong) console.error(line);
console.log(`imports: ${files.length} files, ${wrong.length} faults`);
process.exit(wrong.length === 0 && files.length > 0 ? 0 : 1);
