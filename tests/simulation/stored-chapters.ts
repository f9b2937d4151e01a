import * as Y from 'yjs';
import { accountDocument, chapterDocument, type DocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Storage } from '../../storage/ports/storage.ts';

/** Every chapter of some conversations, in order. */
export type StoredChapters = ReadonlyMap<ConversationId, readonly Y.Doc[]>;

/** One document, rebuilt from storage alone. */
export const rebuildStored = async ({ journal }: Storage, name: DocumentName): Promise<Y.Doc> => {
  const stored = await journal.load(name);
  const doc = new Y.Doc({ guid: name });
  doc.transact(() => {
    if (stored.snapshot !== undefined) Y.applyUpdate(doc, stored.snapshot.state);
    for (const { updates } of stored.tail) for (const update of updates) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error(`${name} waits for something`);
  return doc;
};

export const rebuildChapters = async (storage: Storage, ids: Iterable<ConversationId>): Promise<StoredChapters> => {
  const chapters = new Map<ConversationId, Y.Doc[]>();
  for (const id of new Set(ids)) {
    const conversation = await storage.facts.conversation(id);
    if (conversation === undefined) continue;
    const docs: Y.Doc[] = [];
    for (let n = 0; n <= conversation.newestChapter; n++)
      docs.push(await rebuildStored(storage, chapterDocument(id, n)));
    chapters.set(id, docs);
  }
  return chapters;
};

export const rebuildAccount = async (storage: Storage, userId: UserId): Promise<Y.Doc> => {
  const generation = (await storage.facts.account(userId))?.generation ?? 0;
  return rebuildStored(storage, accountDocument(userId, generation));
};
