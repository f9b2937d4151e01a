import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { useApp } from '../app-context.ts';

/** Starts an attempt to connect at once, whatever the backoff says. Never loaded late: it appears when nothing can be loaded. */
export const TryNow = (props: { readonly class?: string | undefined }): JSX.Element => {
  const app = useApp();
  return (
    <button type="button" class={props.class} onClick={() => void app.channel.call('connectNow', {})}>
      {t('connection.try')}
    </button>
  );
};
