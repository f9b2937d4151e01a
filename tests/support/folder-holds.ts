import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether any file of a folder, or below it, holds a text. */
export const folderHolds = (folder: string, text: string): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text),
  );
