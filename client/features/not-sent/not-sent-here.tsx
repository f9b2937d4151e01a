import { t } from '../../i18n/t.ts';
import './messages.ts';
import { For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { useApp } from '../app-context.ts';
import { createProjection } from '../topics/create-topic.ts';
import { NotSentItem } from './not-sent-entry.tsx';
import style from './not-sent-here.module.css';

/** What the server refused of this conversation, after its last message: where its author wrote it. */
export const NotSentHere = (props: { readonly id: ConversationId }): JSX.Element => {
  const app = useApp();
  const all = createProjection(app.channel, 'not-sent');
  const entries = () => all()?.filter(({ conversationId }) => conversationId === props.id) ?? [];
  return (
    <Show when={entries().length > 0}>
      <section class={style.here} aria-label={t('not-sent.title')}>
        <ul>
          <For each={entries()}>{(entry) => <NotSentItem entry={entry} inside />}</For>
        </ul>
      </section>
    </Show>
  );
};
