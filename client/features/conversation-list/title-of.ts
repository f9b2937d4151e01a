import type { ConversationRow } from '../../channel/projections.ts';
import { t } from '../../words/t.ts';

export const titleOf = (row: Pick<ConversationRow, 'kind' | 'title'>): string =>
  row.kind === 'notes' ? t('conversation.notes.title') : row.title;
