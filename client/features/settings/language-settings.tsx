import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createUniqueId, For, type JSX } from 'solid-js';
import { isLanguage, LANGUAGES } from '../../../shared/text/languages.ts';
import { chooseLanguage, chosenLanguage } from '../../i18n/language.ts';
import { useApp } from '../app-context.ts';
import style from './language-settings.module.css';
import { SettingsSection } from './settings-section.tsx';

/** As the browser asks for. */
const BROWSER = '';

export const LanguageSettings = (): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const choose = (value: string): void => {
    chooseLanguage(isLanguage(value) ? value : undefined).catch(() => app.say(t('settings.language.failed')));
  };
  return (
    <SettingsSection title={t('settings.language')}>
      <label class={style.choice} for={id}>
        <span>{t('settings.language.app')}</span>
        <select id={id} onChange={(event) => choose(event.currentTarget.value)}>
          <option value={BROWSER} selected={chosenLanguage() === undefined}>
            {t('settings.language.browser')}
          </option>
          <For each={Object.entries(LANGUAGES)}>
            {([tag, { name, dir }]) => (
              <option value={tag} lang={tag} dir={dir} selected={chosenLanguage() === tag}>
                {name}
              </option>
            )}
          </For>
        </select>
      </label>
    </SettingsSection>
  );
};
