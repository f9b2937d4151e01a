import { EN } from './en.ts';
import { LATE } from './en-late.ts';
import { LOCALE } from './t.ts';
import { makeTranslate } from './translate.ts';

/** `t` for views that load when they are opened: it knows their text too. Imported by nothing that loads at the start. */
export const t = makeTranslate({ ...EN, ...LATE }, LOCALE);
