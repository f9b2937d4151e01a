import * as Y from 'yjs';
import { accountDocument } from '../../shared/document/name.ts';
import { OLD_DRAFT_PREFIX, placeOfOldDraft } from '../../shared/drafts/draft-key.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import type { ServerDocument } from '../admission/server-document.ts';

/**
 * Starts the next generation of an account document that has gathered too many client ids, roots or structs: each
 * transaction walks the ids, and each new device loads the rest. The new document holds only the live values, under one
 * client id. Call while nobody has the old one open.
 * @returns the generation to which the account has moved on; devices then find it through `/api/me`
 */
export const turnGeneration = async (
  { journal, facts }: Storage,
  live: ServerDocument,
  limits: Limits,
  serverClientId: number,
): Promise<number | undefined> => {
  const { address } = live;
  if (address.kind !== 'account' || !isOutgrown(live.doc, limits)) return undefined;
  const { userId, generation } = address;
  const next = copyLive(live.doc, serverClientId);
  const document = accountDocument(userId, generation + 1);
  const [result] = await journal.commit([
    {
      document,
      expectedVersion: 0,
      follows: { document: live.name, version: live.version },
      userId: undefined,
      conversationId: undefined,
      effects: undefined,
      purge: false,
      name: undefined,
      encode: () => [next],
    },
  ]);
  // Another instance wrote into it meanwhile: everything is copied when it is loaded next.
  if (result?.kind !== 'done' && (await journal.version(document)) === 0) return undefined;
  // Otherwise a crash came between these two steps, and the copy made then counts.
  await facts.startGeneration(userId, generation + 1);
  return generation + 1;
};

/**
 * Too many client ids, or dead structs and empty drafts of the old form fill a quarter of what the document may hold.
 */
const isOutgrown = ({ store, share }: Y.Doc, limits: Limits): boolean => {
  let dead = 0;
  for (const structs of store.clients.values()) for (const struct of structs) if (struct.deleted) dead++;
  let empty = 0;
  for (const [root, type] of share)
    if (root.startsWith(OLD_DRAFT_PREFIX) && (placeOfOldDraft(root) === undefined || isEmpty(type))) empty++;
  return (
    store.clients.size > limits.accountClientIds || 4 * dead > limits.accountStructs || 4 * empty > limits.accountRoots
  );
};

const isEmpty = ({ _start: start }: { readonly _start: Y.Item | null }): boolean => {
  for (let item = start; item !== null; item = item.right) if (!item.deleted) return false;
  return true;
};

const copyLive = (from: Y.Doc, clientId: number): Uint8Array => {
  const to = new Y.Doc();
  to.clientID = clientId;
  to.transact(() => {
    for (const root of from.share.keys()) {
      if (placeOfOldDraft(root) !== undefined) to.getText(root).insert(0, from.getText(root).toString());
      else if (!root.startsWith(OLD_DRAFT_PREFIX))
        for (const [key, value] of from.getMap(root).entries()) to.getMap(root).set(key, value);
    }
  });
  return Y.encodeStateAsUpdate(to);
};
