/** Fails where SPEC.md and the code disagree: a rule no test names, an id that is no rule, rules out of order. */
import { readFileSync } from 'node:fs';
import { projectFiles } from './project-files.mjs';
import { judgeSpec } from './spec-rules.ts';

const files = projectFiles()
  .filter((file) => /\.(?:ts|tsx|mjs|md)$/.test(file) && file !== 'SPEC.md')
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const faults = judgeSpec(readFileSync('SPEC.md', 'utf8'), files);
for (const line of faults) console.error(line);
console.log(`specification: ${files.length} files, ${faults.length} faults`);
process.exit(faults.length === 0 && files.length > 0 ? 0 : 1);
