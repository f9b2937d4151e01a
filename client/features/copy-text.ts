import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import type { App } from './app-context.ts';

/** Copies a text and says so; says too when the browser does not let it, as it does on addresses without encryption. */
export const copyText = async (
  app: Pick<App, 'say'>,
  text: string,
  copied: string,
  failed = t('error.failed'),
): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
    app.say(copied);
  } catch {
    app.say(failed);
  }
};
