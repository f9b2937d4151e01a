import { EN } from './en.ts';
import { makeTranslate } from './translate.ts';

export const LOCALE = 'en';
export type MessageKey = keyof typeof EN;
/** The text for a key in the language of this build. */
export const t = makeTranslate(EN, LOCALE);
