/** The plural forms of a message, by the categories of `Intl.PluralRules`; a language has those it needs, and `other`. */
export type Forms = { readonly [Category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** A message with `{holes}`, or its plural forms, chosen by the parameter `count`. */
export type Message = string | Forms;

declare global {
  /** Set by tests before the app starts: replaces a catalogue's messages. */
  var reviseMessages: ((messages: Readonly<Record<string, Message>>) => Readonly<Record<string, Message>>) | undefined;
}

/** The messages of every catalogue loaded so far, by key. */
export const loadedMessages: { [key: string]: Message } = {};

/**
 * Makes a feature's messages known to `t`. A view imports the catalogues whose keys it uses, so they load with it.
 * @param _group names the catalogue in other languages
 */
export const registerMessages = <const Messages extends Readonly<Record<string, Message>>>(
  _group: string,
  messages: Messages,
): Messages => {
  Object.assign(loadedMessages, globalThis.reviseMessages?.(messages) ?? messages);
  return messages;
};
