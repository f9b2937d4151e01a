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
      return value === undefined ? hole : typeof value === 'number' ? formatNumber(value) : value;
    });
  };
};

export const LOCALE = 'en';
export type MessageKey = keyof Catalogue;
/** The text for a key in the app's language. */
export const t = makeTranslate<Catalogue>(loadedMessages as Catalogue, LOCALE);
