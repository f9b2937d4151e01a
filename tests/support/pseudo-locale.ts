import type { Message } from '../../client/i18n/register.ts';

/**
 * A made-up language that shows what translators would stumble over: every text is longer, accented, and stands between
 * brackets and right-to-left marks. It is one function, so that a page can be given it as source text.
 */
export const pseudoMessages = <Messages extends Readonly<Record<string, Message>>>(
  messages: Messages,
): Readonly<Record<string, Message>> => {
  const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const accented = 'áƀçðéƒĝĥíĵķļɱñöþʠŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÖÞɊŔŠŢÚṼŴẊÝŽ';
  const letters = [...accented];
  const accent = (text: string): string => [...text].map((sign) => letters[plain.indexOf(sign)] ?? sign).join('');
  const revise = (text: string): string => {
    const words = text.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : accent(part)));
    // Half as long again, like German or Finnish.
    return `\u{2067}⟦${words.join('')} ${'·'.repeat(Math.ceil(text.length / 2))}⟧\u{2069}`;
  };
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [
      key,
      typeof message === 'string'
        ? revise(message)
        : Object.fromEntries(Object.entries(message).map(([form, text]) => [form, revise(text)])),
    ]),
  ) as Readonly<Record<string, Message>>;
};

/** Source text that makes a page use it, to be run before the app starts. */
export const PSEUDO_LOCALE = `
  globalThis.reviseMessages = ${String(pseudoMessages)};
  new MutationObserver((_, observer) => {
    if (document.documentElement === null) return;
    observer.disconnect();
    document.documentElement.dir = 'rtl';
  }).observe(document, { childList: true });
`;
