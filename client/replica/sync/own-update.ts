import * as Y from 'yjs';
import { ownerOf } from '../../../shared/ids/client-id.ts';

/**
 * What a device uploads: structs of its own account's client ids that the server lacks, and the deletions it knows.
 * Others' structs are for others to bring; the server would have to cut them out.
 * @param serverState the state vector the server sent
 */
export const encodeOwnUpdate = (doc: Y.Doc, owner: number, serverState: ReadonlyMap<number, number>): Uint8Array => {
  const target = new Map<number, number>();
  for (const client of doc.store.clients.keys()) {
    const known = ownerOf(client) === owner ? serverState.get(client) : Y.getState(doc.store, client);
    if (known !== undefined && known > 0) target.set(client, known);
  }
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(target));
};
