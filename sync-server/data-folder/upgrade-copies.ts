import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyName } from '../../storage/sqlite/copy-before-upgrade.ts';
import { SCHEMA } from '../../storage/sqlite/migrate.ts';
import { DATABASE_FILE } from './check-folder.ts';

/** Long enough to notice that an upgrade was a mistake; what people delete must not stand in a copy for ever. */
const KEPT_MS = 14 * 86_400_000;

const NAME = new RegExp(`^${RegExp.escape(copyName(DATABASE_FILE, 0).slice(0, -1))}(\\d+)(\\.part)?$`);

interface Copy {
  readonly path: string;
  readonly schema: number;
  /** False: the copying was interrupted. */
  readonly isWhole: boolean;
}

/** The copies that upgrades left in a data folder, the latest last. */
export const upgradeCopies = (data: string): readonly Copy[] =>
  readdirSync(data)
    .flatMap((name) => {
      const [, schema, part] = NAME.exec(name) ?? [];
      return schema === undefined
        ? []
        : [{ path: join(data, name), schema: Number(schema), isWhole: part === undefined }];
    })
    .sort((one, other) => one.schema - other.schema);

/** The latest copy that this program can open. */
export const copyToGoBackTo = (data: string): string | undefined =>
  upgradeCopies(data).findLast(({ schema, isWhole }) => isWhole && schema <= SCHEMA)?.path;

/** Also those that were interrupted. @param now ms since 1970 */
export const dropOldCopies = (data: string, now: number): void => {
  for (const { path, isWhole } of upgradeCopies(data))
    if (!isWhole || statSync(path).mtimeMs < now - KEPT_MS) rmSync(path, { force: true });
};
