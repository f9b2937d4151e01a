import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Button } from '../../../design/button.tsx';
import { useApp } from '../../app-context.ts';
import { MessageText } from '../../message-content/text/message-text.tsx';
import style from './description.module.css';

const Edit = (props: { readonly view: ConversationView; readonly onDone: () => void }): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const [text, setText] = createSignal(props.view.topic ?? '');
  const isTooLong = (): boolean => [...text().trim()].length > LIMITS.topicCharacters;
  const save = async (): Promise<void> => {
    if (isTooLong()) return;
    const changed = text().trim();
    if (
      changed === (props.view.topic ?? '') ||
      app.done(await app.channel.call('describe', { conversationId: props.view.id, text: changed }))
    )
      props.onDone();
  };
  return (
    <form
      class={style.edit}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        props.onDone();
      }}
    >
      <label for={id}>{t('group.topic')}</label>
      <textarea
        ref={(area) => queueMicrotask(() => area.focus())}
        id={id}
        class={style.area}
        dir="auto"
        rows={3}
        value={text()}
        aria-invalid={isTooLong() ? true : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class={style.acts}>
        <Button variant="quiet" onClick={() => props.onDone()}>
          {t('app.cancel')}
        </Button>
        <Button type="submit" variant="main" disabled={isTooLong()}>
          {t('group.name.save')}
        </Button>
      </div>
    </form>
  );
};

/** What a group is about, in its members' words. */
export const Description = (props: { readonly view: ConversationView }): JSX.Element => {
  const [editing, setEditing] = createSignal(false);
  return (
    <Show when={!editing()} fallback={<Edit view={props.view} onDone={() => setEditing(false)} />}>
      <Show when={props.view.topic}>
        {(text) => (
          <div class={style.text} data-topic="">
            <MessageText body={{ kind: 'text', text: text() }} />
          </div>
        )}
      </Show>
      <Show when={props.view.mayRename}>
        <Button variant="quiet" onClick={() => setEditing(true)}>
          {t(props.view.topic === undefined ? 'group.topic.add' : 'group.topic.edit')}
        </Button>
      </Show>
    </Show>
  );
};
