import type * as Y from 'yjs';
import { envelopeAt, stampOf } from '../../../shared/timeline/chapter-message.ts';
import { textOf, type Unwritten } from './entry-text.ts';

/**
 * Own text of a chapter that the server will not take any more, without its word on what it has: what bears no stamp.
 * `handled` are the entries (`root/key`) that must not be sent later.
 * @param isVoid the stamps are of a server that is gone: what bears one is not on the server either
 */
export const giveUpUnstamped = (
  doc: Y.Doc,
  me: number,
  handled: ReadonlySet<string>,
  reason: Unwritten['reason'],
  retry: boolean,
  isVoid = false,
): { readonly unwritten: readonly Unwritten[]; readonly handled: readonly string[] } => {
  const unwritten: Unwritten[] = [];
  const given: string[] = [];
  for (const root of ['messages', 'edits']) {
    for (const key of doc.getMap(root).keys()) {
      const place = `${root}/${key}`;
      const id = key.slice(key.indexOf('/') + 1);
      if (handled.has(place) || envelopeAt(doc, root, key)?.by !== me) continue;
      if (!isVoid && stampOf(doc, id) !== undefined) continue;
      const found = textOf(doc.getMap(root).get(key));
      given.push(place);
      if (found === undefined) continue;
      unwritten.push({ key, ...found, reason, retry: retry && root === 'messages' && found.text !== '' });
    }
  }
  return { unwritten, handled: given };
};
