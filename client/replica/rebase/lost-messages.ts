import * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterIndex } from '../../../shared/timeline/chapter-index.ts';
import { type ChapterMessage, sealedOf } from '../../../shared/timeline/chapter-message.ts';

/** Whether a message is beyond what the server knows of its author: anything it knew and lacks was removed there. */
const isUnknownTo = (server: Y.Doc, mine: Y.Doc, id: MessageId): boolean => {
  if (itemAt(server, 'messages', id) !== undefined || itemAt(server, 'deletions', id) !== undefined) return false;
  const item = itemAt(mine, 'messages', id);
  return item === undefined || item.id.clock >= Y.getState(server.store, item.id.client);
};

/** Messages of others that this device shows and a restored server has lost, including those lost before. */
export const lostMessages = (index: ChapterIndex, mine: Y.Doc, server: Y.Doc, me: number): readonly ChapterMessage[] =>
  index
    .messages()
    .filter(({ id, by, deletedBy }) => by !== me && deletedBy === undefined && isUnknownTo(server, mine, id))
    .map(({ sealed: before, ...message }) => ({
      ...message,
      lost: true,
      ...(message.unopened === undefined
        ? {}
        : { sealed: before ?? sealedOf(mine, message.id, index.keysOf('edits', message.id)) }),
    }));
