import { exportUnsent } from '../unsent/export-unsent.ts';
import { importUnsent } from '../unsent/import-unsent.ts';
import type { CommandDeps, Handlers, WritingNeed } from './handler.ts';

const storeOf =
  ({ uploads }: Pick<CommandDeps, 'uploads'>) =>
  async () =>
    (await uploads.keeper()).openStore();

/** What the server does not have, carried to another device of the account. */
export const UNSENT_HANDLERS: Handlers<
  'exportUnsent' | 'importUnsent',
  WritingNeed | 'connectivity' | 'fetching' | 'pending' | 'uploads'
> = {
  exportUnsent: async (deps) => ({ ok: true, value: await exportUnsent({ ...deps, openStore: storeOf(deps) }) }),
  importUnsent: (deps, { file }) => importUnsent({ ...deps, openStore: storeOf(deps) }, file),
};
