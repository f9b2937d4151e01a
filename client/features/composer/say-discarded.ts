import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { App } from '../app-context.ts';

/** An edit that was left can be had back for some seconds. */
export const sayDiscarded = (app: App, restore: () => void): void =>
  app.say(t('composer.editing.discarded'), { label: t('composer.editing.restore'), act: restore });
