import type * as Y from 'yjs';
import { type OpenBody, openPlain } from '../../../shared/envelope/opened-body.ts';
import { envelopeAt, stampOf } from '../../../shared/timeline/chapter-message.ts';
import { textOf, type Unwritten } from './entry-text.ts';

/**
 * Own text of a chapter whose server takes nothing any more and does not say what it has: all entries without a stamp.
 * `handled` are the entries (`root/key`) that must not be sent later.
 * @param isVoid the stamps are of a server that is gone: stamped entries are not on the server either
 */
export const collectUnstamped = (
  doc: Y.Doc,
  me: number,
  handled: ReadonlySet<string>,
  reason: Unwritten['reason'],
  retry: boolean,
  isVoid = false,
  open: OpenBody = openPlain,
): { readonly unwritten: readonly Unwritten[]; readonly handled: readonly string[] } => {
  const unwritten: Unwritten[] = [];
  const given: string[] = [];
  for (const root of ['messages', 'edits']) {
    for (const key of doc.getMap(root).keys()) {
      const place = `${root}/${key}`;
      const id = key.slice(key.indexOf('/') + 1);
      if (handled.has(place) || envelopeAt(doc, root, key)?.by !== me) continue;
      if (!isVoid && stampOf(doc, id) !== undefined) continue;
      const found = textOf(doc.getMap(root).get(key), open);
      given.push(place);
      if (found === undefined) continue;
      const { mayRetry, ...what } = found;
      unwritten.push({ key, ...what, reason, retry: retry && root === 'messages' && mayRetry });
    }
  }
  return { unwritten, handled: given };
};
