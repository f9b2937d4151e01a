import { t } from '../../i18n/t.ts';
import '../conversation/messages.ts';
import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { DISAPPEARING, type Disappearing } from '../../../shared/protocol/conversation-settings.ts';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { useApp } from '../app-context.ts';
import style from './disappearing-choice.module.css';

/** When new messages disappear; members with permission can choose. */
export const DisappearingChoice = (props: {
  readonly view: ConversationView;
  /** This title stands above it already. */
  readonly titled?: boolean;
}): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const set = (seconds: Disappearing): void =>
    void app.channel.call('setDisappear', { conversationId: props.view.id, seconds }).then(app.done);
  return (
    <fieldset class={style.choice} aria-describedby={`${id}-words`}>
      <legend classList={{ 'hidden-visually': props.titled }}>{t('disappear.title')}</legend>
      <p id={`${id}-words`} class={style.words}>
        {t('disappear.words')}
      </p>
      <div class={style.options}>
        <For each={DISAPPEARING}>
          {(seconds) => (
            <label>
              <input
                type="radio"
                name={id}
                checked={props.view.disappear === seconds}
                disabled={!props.view.maySettings}
                onChange={() => set(seconds)}
              />
              {t(`disappear.${seconds}`)}
            </label>
          )}
        </For>
      </div>
      <Show when={!props.view.maySettings}>
        <p class={style.words}>{t('disappear.only')}</p>
      </Show>
    </fieldset>
  );
};
