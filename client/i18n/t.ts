import type { Catalogue } from './catalogue.ts';
import { loadedMessages } from './register.ts';
import { makeTranslate } from './translate.ts';

export const LOCALE = 'en';
export type MessageKey = keyof Catalogue;
/** The text for a key in the app's language. */
export const t = makeTranslate<Catalogue>(loadedMessages as Catalogue, LOCALE);
