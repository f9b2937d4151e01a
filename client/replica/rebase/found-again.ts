import { itemAt } from '../../../shared/document/chapter.ts';
import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';

/**
 * Messages that were lost in one chapter and stand in another: their author's device wrote them again into a newer one.
 */
export const forgetFoundAgain = (
  { localState, pool }: { readonly localState: LocalState; readonly pool: Pick<Pool, 'peek'> },
  live: ReplicaDocument,
): void => {
  if (live.address.kind !== 'chapter') return;
  for (const [key, { messages }] of localState.tables.lost) {
    const address = parseDocumentName(key);
    if (address?.kind !== 'chapter' || key === live.name) continue;
    if (address.conversationId !== live.address.conversationId) continue;
    const found = new Set(
      messages
        .filter(({ id }) => ['messages', 'deletions'].some((root) => itemAt(live.doc, root, id) !== undefined))
        .map(({ id }) => id),
    );
    if (found.size === 0) continue;
    const open = pool.peek(key as DocumentName);
    const left = messages.filter(({ id }) => !found.has(id));
    if (open !== undefined) open.forgetLost(found);
    else void localState.commit([{ kind: 'lost', key, value: left.length === 0 ? undefined : { messages: left } }]);
  }
};
