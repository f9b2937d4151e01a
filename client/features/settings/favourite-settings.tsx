import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import './appearance-messages.ts';
import { createUniqueId, For, type JSX } from 'solid-js';
import { useApp } from '../app-context.ts';
import { QUICK_REACTIONS } from '../timeline/menu/message-actions.ts';
import style from './appearance-settings.module.css';
import { SettingsSection } from './settings-section.tsx';

/** What two taps on a message react with, on all of the person's devices. */
export const FavouriteSettings = (): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const chosen = () => app.preferences()?.favourite ?? QUICK_REACTIONS[0];
  const choose = (favourite: string): void => void app.channel.call('setPreferences', { favourite }).then(app.done);
  return (
    <SettingsSection title={t('favourite.title')} words={t('favourite.words')}>
      <fieldset class={style.choice} aria-label={t('favourite.title')}>
        <For each={QUICK_REACTIONS}>
          {(emoji) => (
            <label class={style.option} data-emoji="">
              <input
                type="radio"
                name={id}
                aria-label={t('message.react-with', { emoji })}
                checked={chosen() === emoji}
                onChange={() => choose(emoji)}
              />
              {emoji}
            </label>
          )}
        </For>
      </fieldset>
    </SettingsSection>
  );
};
