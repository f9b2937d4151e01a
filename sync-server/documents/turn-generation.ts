import * as Y from 'yjs';
import { accountDocument } from '../../shared/document/name.ts';
import { DRAFT_PREFIX } from '../../shared/permissions/table.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { Storage } from '../../storage/ports.ts';
import type { LiveDocument } from '../admission/live-document.ts';

/**
 * Starts the next generation of an account document that has gathered too many client ids: each transaction walks them
 * all. The new document holds the live values only, under one client id. Call while nobody has the old one open.
 * @returns true when the account has moved on; devices then find the new document through `/api/me`
 */
export const turnGeneration = async (
  { journal, facts }: Storage,
  live: LiveDocument,
  limits: Limits,
  serverClientId: number,
): Promise<boolean> => {
  const { address } = live;
  if (address.kind !== 'account' || live.doc.store.clients.size <= limits.accountClientIds) return false;
  const { userId, generation } = address;
  const next = copyLive(live.doc, serverClientId);
  // `behind`: a crash came between these two steps; the copy of then is the one that counts.
  await journal.commit([
    {
      document: accountDocument(userId, generation + 1),
      expectedVersion: 0,
      userId: undefined,
      conversationId: undefined,
      effects: undefined,
      purge: false,
      name: undefined,
      encode: () => [next],
    },
  ]);
  await facts.startGeneration(userId, generation + 1);
  return true;
};

const copyLive = (from: Y.Doc, clientId: number): Uint8Array => {
  const to = new Y.Doc();
  to.clientID = clientId;
  to.transact(() => {
    for (const root of from.share.keys()) {
      if (root.startsWith(DRAFT_PREFIX)) to.getText(root).insert(0, from.getText(root).toString());
      else for (const [key, value] of from.getMap(root).entries()) to.getMap(root).set(key, value);
    }
  });
  return Y.encodeStateAsUpdate(to);
};
