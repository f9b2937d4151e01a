import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import type { TimelineInfo } from '../../../channel/timeline-view.ts';
import { Quiet } from '../../../design/page.tsx';
import { Scene } from '../../../design/scene.tsx';
import style from '../timeline.module.css';

/** What is above the oldest message shown: more, more but not here, or nothing. */
export const OlderEdge = (props: { readonly info: TimelineInfo; readonly empty: boolean }): JSX.Element => (
  <div class={style.edge} data-empty={props.empty ? '' : undefined}>
    <Switch>
      <Match when={props.info.olderUnavailable}>{t('timeline.older.unavailable')}</Match>
      <Match when={props.info.hasOlder}>{t('timeline.older.loading')}</Match>
      <Match when={props.info.ready && !props.empty}>{t('timeline.beginning')}</Match>
    </Switch>
  </div>
);

/** What is below the newest message shown: more, or nothing. */
export const NewerEdge = (props: { readonly info: TimelineInfo }): JSX.Element => (
  <div class={style.end} data-more={props.info.hasNewer ? '' : undefined}>
    <Show when={props.info.hasNewer}>{t('timeline.newer.loading')}</Show>
  </div>
);

export const TimelineEmpty = (props: { readonly view: ConversationView }): JSX.Element => {
  const words = () => {
    switch (props.view.kind) {
      case 'direct':
        return {
          title: t('timeline.empty.direct', { name: props.view.title }),
          words: t('timeline.empty.direct.words'),
        };
      case 'group':
        return { title: t('timeline.empty.group', { name: props.view.title }), words: t('timeline.empty.group.words') };
      case 'notes':
        return { title: t('timeline.empty.notes'), words: t('timeline.empty.notes.words') };
    }
  };
  return (
    <div class={style.empty}>
      <Quiet picture={<Scene />} title={words().title} words={words().words} />
    </div>
  );
};
