import { fold } from '../../../shared/text/fold.ts';
import { t } from '../../i18n/t.ts';
import '../conversation/messages.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';

/** Whether each word looked for begins a word of the name; accents and case do not count. */
export const matches = (name: string, query: string): boolean => {
  const words = fold(name).split(/\s+/u);
  return fold(query)
    .split(/\s+/u)
    .filter((part) => part !== '')
    .every((part) => words.some((word) => word.startsWith(part)));
};

export const titleOf = (row: Pick<ConversationRow, 'kind' | 'title'>): string =>
  row.kind === 'notes' ? t('conversation.notes.title') : row.title;
