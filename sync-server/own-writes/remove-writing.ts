import type * as Y from 'yjs';
import type { DeleteRange } from '../../shared/admission/delete-ranges.ts';
import { bytesAt } from '../../shared/admission/live.ts';
import { itemAt } from '../../shared/document/chapter.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../shared/ids/ulid.ts';
import type { DueMessage } from '../../storage/ports/upkeep.ts';
import type { ServerDocument, WithDocument } from '../admission/server-document.ts';
import type { ServerWrite, WriteAsServer } from '../admission/server-write.ts';
import { planSweep } from './plan-sweep.ts';

/** Messages removed by one update; between two of them others have their turn. */
const BATCH = 200;
/** Beside messages: what a person hung on those of others. */
const HUNG = ['reactions', 'votes'] as const;

export interface RemoveWritingDependencies {
  readonly write: WriteAsServer;
  readonly withDocument: WithDocument;
  readonly announce: (id: ConversationId) => Promise<void>;
  /** ms since 1970 */
  readonly now: () => number;
}

const keysBy = (doc: Y.Doc, root: string, author: number): string[] =>
  [...doc.getMap(root).keys()].filter((key) => {
    const bytes = bytesAt(doc, root, key);
    return bytes !== undefined && decodeEnvelope(bytes)?.by === author;
  });

const rangeOf = (doc: Y.Doc, root: string, key: string): DeleteRange[] => {
  const item = itemAt(doc, root, key);
  return item === undefined || item.deleted
    ? []
    : [{ client: item.id.client, clock: item.id.clock, length: item.length }];
};

/** Removes what one account wrote in a chapter, through admission like every other deletion. */
export const createRemoveWriting =
  ({ write, withDocument, announce, now }: RemoveWritingDependencies) =>
  async (
    { conversationId, chapter }: { readonly conversationId: ConversationId; readonly chapter: number },
    author: AccountNumber,
    isStopped: () => boolean,
  ): Promise<boolean> => {
    const plan = (live: ServerDocument): { readonly sweep: ServerWrite; readonly size: number } => {
      const ids = keysBy(live.doc, 'messages', author)
        .map(parseMessageId)
        .filter((id): id is MessageId => id !== undefined)
        .slice(0, BATCH);
      const due = ids.map((id): DueMessage => ({ conversationId, chapter, id, author }));
      const sweep = planSweep(live, due, now());
      const hung = HUNG.flatMap((root) =>
        keysBy(live.doc, root, author)
          .slice(0, BATCH)
          .flatMap((key) => rangeOf(live.doc, root, key)),
      );
      const known = new Set(sweep.deletes.map(({ client, clock }) => `${client}/${clock}`));
      const more = hung.filter(({ client, clock }) => !known.has(`${client}/${clock}`));
      return { sweep: { ...sweep, deletes: [...sweep.deletes, ...more] }, size: ids.length + more.length };
    };
    for (;;) {
      if (isStopped()) return false;
      let size = 0;
      const outcome = await withDocument(chapterDocument(conversationId, chapter), async (live) => {
        if (plan(live).size === 0) return 'gone';
        return write(live, () => {
          const next = plan(live);
          size = next.size;
          return next.sweep;
        });
      });
      if (outcome === 'busy') return false;
      if (outcome !== 'written' || size === 0) return true;
      await announce(conversationId);
    }
  };
export type RemoveWriting = ReturnType<typeof createRemoveWriting>;
