import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { askFile, downloadUrl, type ShownFile } from '../../../files/show/ask-file.ts';
import type { App } from '../../app-context.ts';

/** The frame starts the download, which then needs it no longer. ms */
const SAVED_WITHIN = 60_000;

/** Saves a file under its name; says why when it cannot be had. */
export const saveFile = async (app: App, file: ShownFile): Promise<void> => {
  const { userId } = app.me();
  const { state } = await askFile(userId, file, false);
  if (state !== 'ready') {
    app.say(t(`shown.${state}`));
    return;
  }
  // A link with `download` passes the service worker by, and one without would leave the page if it failed.
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = downloadUrl(userId, file);
  document.body.append(frame);
  setTimeout(() => frame.remove(), SAVED_WITHIN);
};
