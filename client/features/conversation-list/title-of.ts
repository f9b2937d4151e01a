import { t } from '../../i18n/t.ts';
import '../conversation/messages.ts';
import type { ConversationRow } from '../../channel/projections.ts';

export const titleOf = (row: Pick<ConversationRow, 'kind' | 'title'>): string =>
  row.kind === 'notes' ? t('conversation.notes.title') : row.title;
