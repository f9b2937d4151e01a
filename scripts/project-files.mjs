import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'test-artefacts', '.git', '.cache']);

/** Every file of the project below the working folder, with `/`: what git would hold, but without asking git, which a copy may not have. */
export const projectFiles = (folder = '') =>
  readdirSync(folder || '.', { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) && folder === '') return [];
    const path = folder ? join(folder, entry.name) : entry.name;
    return entry.isDirectory() ? projectFiles(path) : [path];
  });
