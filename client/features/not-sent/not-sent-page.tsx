import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, For, type JSX, lazy, Show } from 'solid-js';
import type { NotSentEntry } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { insideOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import { createProjection } from '../topics/create-topic.ts';
import style from './not-sent-page.module.css';

const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));

const Entry = (props: { readonly entry: NotSentEntry; readonly onDiscard: () => void }): JSX.Element => {
  const app = useApp();
  const copy = () => copyText(app, props.entry.text, t('not-sent.copied'));
  return (
    <li class={style.entry}>
      <p class={style.reason}>
        <Icon name="alert" size="small" />
        {t(`refusal.${props.entry.reason}`)}
      </p>
      <p class={style.text} dir="auto">
        {props.entry.text || t('not-sent.unreadable')}
      </p>
      <p class={style.where}>
        {t('not-sent.in', { title: props.entry.conversationTitle, when: insideOf(props.entry.at, app.now()) })}
      </p>
      <div class={style.acts}>
        <Show when={props.entry.text}>
          <Button onClick={() => void copy()}>{t('not-sent.copy')}</Button>
        </Show>
        <Show when={props.entry.retry}>
          <Button
            variant="main"
            onClick={() => void app.channel.call('retryNotSent', { key: props.entry.key }).then(app.done)}
          >
            {t('not-sent.retry')}
          </Button>
        </Show>
        <Button variant="quiet" onClick={() => props.onDiscard()}>
          {t('not-sent.discard')}
        </Button>
      </div>
    </li>
  );
};

/** What the server refused: kept, readable, to be copied, tried again or discarded. */
export const NotSentPage = (): JSX.Element => {
  const app = useApp();
  const entries = createProjection(app.channel, 'not-sent');
  const [asking, setAsking] = createSignal<string>();
  return (
    <Page title={t('not-sent.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <Show
        when={(entries()?.length ?? 0) > 0}
        fallback={
          <Show when={entries()}>
            <Quiet picture={<Scene />} title={t('not-sent.empty.title')} words={t('not-sent.empty.words')} />
          </Show>
        }
      >
        <p>{t('not-sent.words')}</p>
        <ul class={style.list} aria-label={t('not-sent.title')}>
          <For each={entries()}>{(entry) => <Entry entry={entry} onDiscard={() => setAsking(entry.key)} />}</For>
        </ul>
      </Show>
      <Show when={asking()} keyed>
        {(key) => (
          <Confirm
            title={t('not-sent.discard.title')}
            words={t('not-sent.discard.words')}
            act={t('not-sent.discard')}
            onAct={() => void app.channel.call('discardNotSent', { key }).then(app.done)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </Page>
  );
};
