import type * as Y from 'yjs';
import type { DeleteRange } from '../../shared/admission/delete-ranges.ts';
import type { MapSet } from '../../shared/admission/encode-update.ts';
import { hangingOn } from '../../shared/admission/hanging.ts';
import { bytesAt } from '../../shared/admission/live.ts';
import { itemAt } from '../../shared/document/chapter.ts';
import { ALG_PLAIN, encodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import type { DueMessage } from '../../storage/ports/upkeep.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import type { ServerWrite } from '../admission/server-write.ts';

const isByServer = (doc: Y.Doc, id: string): boolean => {
  const bytes = bytesAt(doc, 'deletions', id);
  return bytes !== undefined && decodeEnvelope(bytes)?.by === SERVER_NUMBER;
};

/** Takes messages of one chapter away with all that hangs on them, without a trace in lists. @param now ms since 1970 */
export const planSweep = (live: ServerDocument, due: readonly DueMessage[], now: number): ServerWrite => {
  const { doc } = live;
  const gone = new Set<string>(due.map(({ id }) => id));
  const deletes: DeleteRange[] = [];
  const remove = (root: string, key: string) => {
    const item = itemAt(doc, root, key);
    if (item !== undefined && !item.deleted)
      deletes.push({ client: item.id.client, clock: item.id.clock, length: item.length });
  };
  for (const id of gone) remove('messages', id);
  for (const id of gone) for (const { root, key } of hangingOn(doc, id)) remove(root, key);
  // What still comes for these is swept by the judge, because the entry is there. Written over a person's deletion it
  // takes away the place that one keeps.
  const sets = due.flatMap(({ id, author }): MapSet[] => {
    const before = itemAt(doc, 'deletions', id);
    if (isByServer(doc, id)) return [];
    const body = encodeBody({ kind: 'deletion' });
    const value = encodeEnvelope({ by: SERVER_NUMBER, device: 0, at: now, alg: ALG_PLAIN, body, author });
    return [{ root: 'deletions', key: id, value, origin: before?.lastId }];
  });
  const [first] = due;
  return {
    sets: () => sets,
    deletes,
    purge: true,
    ...(first === undefined
      ? {}
      : {
          effects: {
            conversationId: first.conversationId,
            chapter: first.chapter,
            messages: [],
            edits: [],
            deletions: [],
            vanished: due.map(({ id }) => id),
            authors: new Map(due.map(({ id, author }) => [id, author])),
            full: false,
          },
        }),
  };
};
