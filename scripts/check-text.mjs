/** Fails on paths of one machine, registry addresses in the lock file, and texts people see outside the catalogue. */
import { readFileSync } from 'node:fs';
import { projectFiles } from './project-files.mjs';
import { judgeText } from './text-rules.ts';

const files = projectFiles().filter((file) =>
  /(?:^\.[a-z]+|LICENSE|\.ci\/run|\.(?:ts|tsx|mjs|js|json|md|css|html|svg|yml|webmanifest))$/.test(file),
);
const faults = files.flatMap((file) => judgeText(file, readFileSync(file, 'utf8')));
for (const line of faults) console.error(line);
console.log(`texts: ${files.length} files, ${faults.length} faults`);
process.exit(faults.length === 0 && files.length > 0 ? 0 : 1);
