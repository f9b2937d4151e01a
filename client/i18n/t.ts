import { createSignal } from 'solid-js';
import type { Catalogue } from './catalogue.ts';
import { type Forms, loadedMessages, type Message } from './register.ts';

type Holes<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type HolesOf<M> = M extends string ? Holes<M> : Holes<M[keyof M]> | 'count';
/** What has to be given for a message: nothing, or one value for each hole. */
type Parameters<M> = [HolesOf<M>] extends [never]
  ? readonly []
  : readonly [values: { readonly [Name in HolesOf<M>]: Name extends 'count' ? number : string }];

export type Translate<Catalogue> = <Key extends keyof Catalogue>(
  key: Key,
  ...parameters: Parameters<Catalogue[Key]>
) => string;

/** A letter of a script that is written from right to left. */
const FROM_RIGHT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;
/** A name that reads from right to left must not turn the words around it: isolates (U+2068, U+2069) keep it apart. */
const isolated = (value: string): string => (FROM_RIGHT.test(value) ? `\u{2068}${value}\u{2069}` : value);

export const makeTranslate = <Catalogue extends Readonly<Record<string, Message>>>(
  catalogue: Catalogue,
  locale: string,
): Translate<Catalogue> => {
  // Made when first needed: together they take tens of milliseconds of the app's start.
  let plural: Intl.PluralRules | undefined;
  let numbers: Intl.NumberFormat | undefined;
  const formOf = (forms: Forms, count: number): string => {
    plural ??= new Intl.PluralRules(locale);
    return forms[plural.select(count)] ?? forms.other;
  };
  const formatNumber = (value: number): string => {
    numbers ??= new Intl.NumberFormat(locale);
    return numbers.format(value);
  };
  return (key, ...parameters) => {
    const message: Message = catalogue[key] as Message;
    const values = (parameters[0] ?? {}) as Readonly<Record<string, string | number>>;
    const text = typeof message === 'string' ? message : formOf(message, Number(values.count));
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
      const value = values[name];
      return value === undefined ? hole : typeof value === 'number' ? formatNumber(value) : isolated(value);
    });
  };
};

export type MessageKey = keyof Catalogue;

const ENGLISH = {
  language: 'en',
  messages: loadedMessages as Readonly<Record<string, Message>>,
  translate: makeTranslate<Catalogue>(loadedMessages as Catalogue, 'en'),
};
const [current, setCurrent] = createSignal(ENGLISH);

/** The tag of the language that `t` speaks. */
export const spokenLanguage = (): string => current().language;

/** Its messages, as far as they are loaded. */
export const translationsOf = (): Readonly<Record<string, Message>> => current().messages;

/** @param translations undefined: English. What they lack is said in English. */
export const setTranslations = (
  translations: { readonly language: string; readonly messages: Readonly<Record<string, Message>> } | undefined,
): void => {
  if (translations === undefined) return void setCurrent(ENGLISH);
  const { language, messages } = translations;
  const catalogue = Object.assign(Object.create(loadedMessages), messages) as Catalogue;
  setCurrent({ language, messages, translate: makeTranslate(catalogue, language) });
};

/** The text for a key in the app's language; read again by whatever shows it when that changes. */
export const t: Translate<Catalogue> = (key, ...parameters) => current().translate(key, ...parameters);
