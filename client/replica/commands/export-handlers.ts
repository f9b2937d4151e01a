import { fail, succeed } from '../../../shared/result.ts';
import { type ExportDeps, exportAccount, exportChapter, exportConversation } from '../own-data/export-parts.ts';
import type { Handlers } from './handler.ts';

/** What a tab puts together into the files of an export, one piece at a time. */
export const EXPORT_HANDLERS: Handlers<
  'exportAccount' | 'exportConversations' | 'exportChapter' | 'exportPicture',
  keyof ExportDeps
> = {
  exportAccount: async (deps) => succeed({ account: await exportAccount(deps) }),
  exportConversations: async (deps, { only }) => {
    if (only !== undefined && deps.directory.get(only) === undefined) return fail('unknown');
    const ids = only === undefined ? deps.directory.ids() : [only];
    return succeed({ conversations: ids.map((id) => exportConversation(deps, id)) });
  },
  exportChapter: async (deps, { conversationId, chapter }) =>
    succeed({ chapter: await exportChapter(deps, conversationId, chapter) }),
  exportPicture: async (deps, { hash }) => succeed({ picture: (await deps.pictures?.load(hash)) ?? null }),
};
