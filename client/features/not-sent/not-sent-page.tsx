import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { For, type JSX, Show } from 'solid-js';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { useApp } from '../app-context.ts';
import { createProjection } from '../topics/create-topic.ts';
import { NotSentItem } from './not-sent-entry.tsx';
import style from './not-sent-page.module.css';

/** What the server refused: kept, readable, to be copied, tried again or discarded. */
export const NotSentPage = (): JSX.Element => {
  const app = useApp();
  const entries = createProjection(app.channel, 'not-sent');
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
          <For each={entries()}>{(entry) => <NotSentItem entry={entry} />}</For>
        </ul>
      </Show>
    </Page>
  );
};
