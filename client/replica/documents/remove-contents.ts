import type * as Y from 'yjs';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterIndex } from '../../../shared/timeline/chapter-index.ts';

/** Takes out the message and all that is known to hang on it. */
export const removeContents = (doc: Y.Doc, index: ChapterIndex | undefined, messageId: MessageId): void => {
  for (const root of ['edits', 'reactions', 'votes'] as const)
    for (const key of index?.keysOf(root, messageId) ?? []) doc.getMap(root).delete(key);
  doc.getMap('messages').delete(messageId);
};
