/** The languages of the app: the tag that browsers know, its own name, and the direction it is written in. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  es: { name: 'Español', dir: 'ltr' },
  fr: { name: 'Français', dir: 'ltr' },
  it: { name: 'Italiano', dir: 'ltr' },
  pl: { name: 'Polski', dir: 'ltr' },
  'pt-BR': { name: 'Português (Brasil)', dir: 'ltr' },
  tr: { name: 'Türkçe', dir: 'ltr' },
  ru: { name: 'Русский', dir: 'ltr' },
  he: { name: 'עברית', dir: 'rtl' },
  ar: { name: 'العربية', dir: 'rtl' },
  fa: { name: 'فارسی', dir: 'rtl' },
  hi: { name: 'हिन्दी', dir: 'ltr' },
  ja: { name: '日本語', dir: 'ltr' },
  'zh-CN': { name: '简体中文', dir: 'ltr' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly dir: 'ltr' | 'rtl' }>>;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** The first wanted language that the app has, by its whole tag or by its base: `pt-PT` is given `pt-BR`. */
export const pickLanguage = (wanted: readonly string[]): Language => {
  const all = Object.keys(LANGUAGES).filter(isLanguage);
  for (const tag of wanted) {
    const found =
      all.find((one) => one.toLowerCase() === tag.toLowerCase()) ?? all.find((one) => baseOf(one) === baseOf(tag));
    if (found !== undefined) return found;
  }
  return 'en';
};
