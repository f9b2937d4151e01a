import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../design/button.tsx';
import style from './app.module.css';
import type { Updates } from './updates.ts';

export const UpdatePrompt = (props: { readonly updates: Updates }): JSX.Element => (
  <Show when={props.updates.ready()}>
    <div class={style.update} role="status">
      <span>{t(props.updates.waits() ? 'app.update.waits' : 'app.update')}</span>
      <Show when={!props.updates.waits()}>
        <Button variant="main" onClick={() => props.updates.apply()}>
          {t('app.update.act')}
        </Button>
      </Show>
    </div>
  </Show>
);
