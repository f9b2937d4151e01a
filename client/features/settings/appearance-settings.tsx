import { t } from '../../i18n/t.ts';
import './appearance-messages.ts';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { type Appearance, keepAppearance, readAppearance } from './appearance.ts';
import style from './appearance-settings.module.css';
import { SettingsSection } from './settings-section.tsx';

/** Each choice in its order, the one without a value first or where it belongs in size. */
const CHOICES = [
  { name: 'theme', usual: 'system', values: ['system', 'light', 'dark', 'contrast'] },
  { name: 'text', usual: 'normal', values: ['small', 'normal', 'large', 'largest'] },
  { name: 'accent', usual: 'tide', values: ['tide', 'blue', 'violet', 'rose'] },
  { name: 'wallpaper', usual: 'plain', values: ['plain', 'none'] },
] as const;
type Choice = (typeof CHOICES)[number];

const wordsOf = (choice: Choice): readonly (readonly [value: string, words: string])[] => {
  switch (choice.name) {
    case 'theme':
      return choice.values.map((value) => [value, t(`appearance.theme.${value}`)]);
    case 'text':
      return choice.values.map((value) => [value, t(`appearance.text.${value}`)]);
    case 'accent':
      return choice.values.map((value) => [value, t(`appearance.accent.${value}`)]);
    case 'wallpaper':
      return choice.values.map((value) => [value, t(`appearance.wallpaper.${value}`)]);
  }
};

/** Theme, text size, colour and ground of conversations, for this device; each shows at once. */
export const AppearanceSettings = (): JSX.Element => {
  const id = createUniqueId();
  const [appearance, setAppearance] = createSignal(readAppearance());
  const choose = (choice: Choice, value: string): void => {
    const chosen = value === choice.usual ? undefined : value;
    keepAppearance({ ...appearance(), [choice.name]: chosen } as Appearance);
    setAppearance(readAppearance());
  };
  return (
    <SettingsSection title={t('appearance.title')} words={t('appearance.words')}>
      <For each={CHOICES}>
        {(choice) => (
          <fieldset class={style.choice} data-choice={choice.name}>
            <legend>{t(`appearance.${choice.name}`)}</legend>
            <For each={wordsOf(choice)}>
              {([value, words]) => (
                <label class={style.option}>
                  <input
                    type="radio"
                    name={`${id}-${choice.name}`}
                    checked={(appearance()[choice.name] ?? choice.usual) === value}
                    onChange={() => choose(choice, value)}
                  />
                  <Show when={choice.name === 'accent'}>
                    <span class={style.swatch} data-swatch={value} />
                  </Show>
                  {words}
                </label>
              )}
            </For>
          </fieldset>
        )}
      </For>
      <div class={style.example} aria-hidden="true">
        <p>{t('appearance.example.question')}</p>
        <p data-own="">{t('appearance.example.answer')}</p>
      </div>
    </SettingsSection>
  );
};
