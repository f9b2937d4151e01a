import { t } from '../../i18n/t.ts';
import './menu-messages.ts';
import { type ConversationRow, FOREVER } from '../../channel/conversation-view.ts';
import type { App } from '../app-context.ts';
import { type Arrangement, isMuted, type RowAction } from './arranging.ts';

interface Undo {
  readonly said: string;
  readonly back: Arrangement;
}

/** With `undo` it can be taken back for some seconds, as it was. */
export const arrangeRow = async (
  app: App,
  { id }: ConversationRow,
  change: Arrangement,
  undo?: Undo,
): Promise<void> => {
  if (!app.done(await app.channel.call('arrange', { conversationId: id, ...change })) || undo === undefined) return;
  app.say(undo.said, {
    label: t('list.undo'),
    act: () => void app.channel.call('arrange', { conversationId: id, ...undo.back }).then(app.done),
  });
};

/** What a person may want back: it takes the conversation out of sight, or makes it silent. */
export const undoOf = (
  { archived, pinned, mutedUntil }: ConversationRow,
  kind: RowAction['kind'],
): Undo | undefined => {
  if (kind === 'archive') return { said: t('list.archived.done'), back: { archived, pinned } };
  return kind === 'unmute' ? { said: t('list.unmuted.done'), back: { mutedUntil } } : undefined;
};

/** Archives a row that was swiped, or takes it out of the archive. */
export const swipeAway = (app: App, row: ConversationRow): Promise<void> =>
  row.archived
    ? arrangeRow(app, row, { archived: false }, { said: t('list.unarchived.done'), back: { archived: true } })
    : arrangeRow(app, row, { archived: true, pinned: false }, undoOf(row, 'archive'));

/** Marks an unread row that was swiped as read; mutes any other, or lets it be heard again. */
export const swipeQuiet = async (app: App, row: ConversationRow): Promise<void> => {
  if (row.unread > 0 || row.markedUnread) {
    const { id } = row;
    if (!app.done(await app.channel.call('markRead', { conversationId: id }))) return;
    const back = { markedUnread: true };
    app.say(t('list.read.done'), {
      label: t('list.undo'),
      act: () => void app.channel.call('arrange', { conversationId: id, ...back }).then(app.done),
    });
  } else if (isMuted(row, Date.now())) await arrangeRow(app, row, { mutedUntil: 0 }, undoOf(row, 'unmute'));
  else await arrangeRow(app, row, { mutedUntil: FOREVER }, { said: t('list.muted.done'), back: { mutedUntil: 0 } });
};
