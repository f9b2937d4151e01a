import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import type { NotSentEntry } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { insideOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import style from './not-sent-entry.module.css';

const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));

/** One refused message: why, and what can be done about it. `inside`: it stands in its own conversation. */
export const NotSentItem = (props: { readonly entry: NotSentEntry; readonly inside?: boolean }): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal(false);
  const { key } = props.entry;
  const when = () => insideOf(props.entry.at, app.now());
  return (
    <li class={style.entry} data-key={key}>
      <p class={style.reason}>
        <Icon name="alert" size="small" />
        {t(`refusal.${props.entry.reason}`)}
      </p>
      <p class={style.text} dir="auto">
        {summaryWords(props.entry.text) ||
          (props.entry.unopened === undefined ? t('not-sent.unreadable') : unopenedWords(props.entry.unopened))}
      </p>
      <p class={style.where}>
        {props.inside
          ? t('not-sent.written', { when: when() })
          : t('not-sent.in', { title: props.entry.conversationTitle, when: when() })}
      </p>
      <div class={style.acts}>
        <Show when={props.entry.text}>
          <Button onClick={() => void copyText(app, props.entry.text, t('not-sent.copied'))}>
            {t('not-sent.copy')}
          </Button>
        </Show>
        <Show when={props.entry.retry}>
          <Button variant="main" onClick={() => void app.channel.call('retryNotSent', { key }).then(app.done)}>
            {t('not-sent.retry')}
          </Button>
        </Show>
        <Button variant="quiet" onClick={() => setAsking(true)}>
          {t('not-sent.discard')}
        </Button>
      </div>
      <Show when={asking()}>
        <Confirm
          title={t('not-sent.discard.title')}
          words={t('not-sent.discard.words')}
          act={t('not-sent.discard')}
          onAct={() => void app.channel.call('discardNotSent', { key }).then(app.done)}
          onClose={() => setAsking(false)}
        />
      </Show>
    </li>
  );
};
