import { createEffect, createRoot } from 'solid-js';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { App } from '../app-context.ts';
import { attachedMark } from '../composer/attach/create-attach.ts';
import { openTray, type Tray } from '../composer/attach/create-tray.ts';

/** Resolves when every file is on the disk, or was refused. */
const settled = (tray: Tray): Promise<void> =>
  new Promise((resolve) => {
    createRoot((end) => {
      createEffect(() => {
        if (!tray.items().every(({ made, share }) => made !== undefined && share === undefined)) return;
        resolve();
        queueMicrotask(end);
      });
    });
  });

/** Puts a text and files behind what stands in the field of a conversation. `some`: files of it were refused. */
export const putIntoField = async (
  app: Pick<App, 'channel' | 'me'>,
  row: Pick<ConversationRow, 'id'>,
  text: string,
  files: readonly File[],
): Promise<'all' | 'some' | 'failed' | 'too-long'> => {
  const { channel } = app;
  // The text first: repeating it does no harm, while files would be attached twice.
  if (text !== '') {
    const saved = await channel.call('appendDraft', { conversationId: row.id, text });
    if (!saved.ok) return saved.error === 'too-long' ? 'too-long' : 'failed';
  }
  if (files.length === 0) return 'all';
  const tray = await openTray({
    place: row.id,
    userId: app.me().userId,
    onUsed: (used) => used && localStorage.setItem(attachedMark(row.id), '1'),
    letGo: (blobs) => void channel.call('letGoFiles', { blobs }),
  });
  tray.add(files, []);
  await settled(tray);
  await tray.refresh();
  const refused = tray.rejected().length;
  tray.end();
  return refused > 0 ? 'some' : 'all';
};
