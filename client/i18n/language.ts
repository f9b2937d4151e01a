import { createSignal } from 'solid-js';
import { isLanguage, LANGUAGES, type Language, pickLanguage } from '../../shared/text/languages.ts';
import { setTranslations } from './t.ts';

const KEY = 'skerry-language';

/** What the person chose on this device; undefined: whatever the browser asks for. */
export const chosenLanguage = (): Language | undefined => {
  try {
    const kept = localStorage.getItem(KEY);
    return kept !== null && isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
};

const [shown, setShown] = createSignal<Language>('en');
/** The language on screen. */
export const language = shown;

let newest = 0;

/** @param turns the direction of the page too, which tests set by themselves at the start */
const show = async (next: Language, turns: boolean): Promise<void> => {
  const mine = ++newest;
  if (next === 'en') setTranslations(undefined);
  else {
    // English needs no translations.
    const { loadTranslations } = await import('./load-translations.ts');
    await loadTranslations(next, (translations) => {
      // Files of an earlier choice may come late.
      if (mine === newest) setTranslations(translations);
    });
  }
  if (mine !== newest) return;
  const { documentElement: page } = document;
  page.lang = next;
  if (turns || page.dir === '') page.dir = LANGUAGES[next].dir;
  setShown(next);
};

/** Shows the app in the person's language; in English when that cannot be loaded now. */
export const startLanguage = async (): Promise<void> => {
  const wanted = chosenLanguage() ?? pickLanguage(navigator.languages);
  if (wanted !== 'en') await show(wanted, false).catch((error: unknown) => console.warn(error));
};

/** @param next undefined: as the browser asks for. Rejects, and changes nothing, when it cannot be loaded. */
export const chooseLanguage = async (next: Language | undefined): Promise<void> => {
  await show(next ?? pickLanguage(navigator.languages), true);
  if (next === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
};
