import { t } from '../../i18n/t.ts';
import './webhook-messages.ts';
import { type JSX, Show } from 'solid-js';
import style from './webhook-mark.module.css';

/** Stands behind the name of an author that is a webhook: anybody's name may be given to one. */
export const WebhookMark = (props: { readonly of: { readonly webhook?: true | undefined } }): JSX.Element => (
  <Show when={props.of.webhook}>
    <small class={style.mark}>{t('webhook.mark')}</small>
  </Show>
);
