import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createUniqueId, For, type JSX } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { useApp } from '../../app-context.ts';
import style from '../pages.module.css';
import cards from './choice-cards.module.css';

/** How far back new members can read. */
export const HistoryPage = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const set = (history: 'all' | 'joining'): void =>
    void app.channel.call('setHistory', { conversationId: props.view.id, history }).then(app.done);
  return (
    <>
      <fieldset class={cards.cards}>
        <legend class="hidden-visually">{t('group.history.title')}</legend>
        <For each={['all', 'joining'] as const}>
          {(history) => (
            <label class={cards.card}>
              <input
                type="radio"
                name={id}
                aria-describedby={`${id}-${history}`}
                checked={props.view.history === history}
                disabled={!props.view.maySettings}
                onChange={() => set(history)}
              />
              <span>
                <b>{t(`group.history.${history}`)}</b>
                <small id={`${id}-${history}`}>{t(`group.history.${history}.words`)}</small>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <p class={style.note}>
        {t(
          props.view.maySettings
            ? 'group.history.note'
            : `group.rights.only.${props.view.rights.settings === 'owner' ? 'owner' : 'admins'}`,
        )}
      </p>
    </>
  );
};
