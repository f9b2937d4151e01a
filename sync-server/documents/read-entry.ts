import { isStoredStamp } from '../../shared/document/chapter.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import type { WithDocument } from '../admission/server-document.ts';

/** Base64 of the envelopes of a message and of its latest edit; undefined: there is no such message, or no more. */
export type ReadEntry = (
  id: ConversationId,
  chapter: number,
  messageId: MessageId,
) => Promise<{ readonly entry: string; readonly edit?: string } | undefined>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Reads one message out of its chapter, unopened. */
export const createReadEntry =
  (withDocument: WithDocument, journal: Pick<Journal, 'version'>): ReadEntry =>
  async (id, chapter, messageId) => {
    const name = chapterDocument(id, chapter);
    // Opening one that was never written would make it.
    if ((await journal.version(name)) === 0) return undefined;
    return withDocument(name, async ({ doc }) => {
      const entry = doc.getMap('messages').get(messageId);
      if (!(entry instanceof Uint8Array)) return undefined;
      const stamps = doc.getMap('stamps');
      const seqOf = (editId: string): number => {
        const stamp = stamps.get(editId);
        return isStoredStamp(stamp) ? stamp[0] : 0;
      };
      let latest: { readonly id: string; readonly edit: Uint8Array } | undefined;
      for (const [key, edit] of doc.getMap('edits').entries()) {
        const [of, editId = ''] = key.split('/');
        if (of !== messageId || !(edit instanceof Uint8Array)) continue;
        if (latest !== undefined && (seqOf(editId) - seqOf(latest.id) || (editId > latest.id ? 1 : -1)) < 0) continue;
        latest = { id: editId, edit };
      }
      return { entry: base64(entry), ...(latest === undefined ? {} : { edit: base64(latest.edit) }) };
    });
  };
