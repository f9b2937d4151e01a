import type { Message } from './translate.ts';

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
  Object.assign(loadedMessages, messages);
  return messages;
};
