import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyName } from '../../storage/sqlite/copy-before-upgrade.ts';
import { DATABASE_FILE } from './check-folder.ts';

/** Long enough to notice that an upgrade was a mistake; what people delete must not stand in a copy for ever. */
const KEPT_MS = 14 * 86_400_000;

/** The copies that upgrades left in a data folder, the latest last. */
export const upgradeCopies = (data: string): readonly string[] => {
  const prefix = copyName(DATABASE_FILE, 0).slice(0, -1);
  const schemaOf = (name: string) => Number(name.slice(prefix.length));
  return readdirSync(data)
    .filter((name) => name.startsWith(prefix) && Number.isInteger(schemaOf(name)))
    .sort((one, other) => schemaOf(one) - schemaOf(other))
    .map((name) => join(data, name));
};

/** @param now ms since 1970 */
export const dropOldCopies = (data: string, now: number): void => {
  for (const copy of upgradeCopies(data)) if (statSync(copy).mtimeMs < now - KEPT_MS) rmSync(copy, { force: true });
};
