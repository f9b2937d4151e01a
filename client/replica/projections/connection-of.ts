import type { DocumentName } from '../../../shared/document/name.ts';
import type { Connection } from '../../channel/projections.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';

/** Number of changes to documents that are not on the server's disk. */
export const unsentChanges = (
  localState: LocalState,
  peek: (name: DocumentName) => ReplicaDocument | undefined,
  within?: string,
): number => {
  let count = 0;
  for (const [key, record] of localState.tables.document) {
    const name = parseDocumentKey(key);
    if (within !== undefined && !key.startsWith(`conversation/${within}`)) continue;
    count += (name === undefined ? undefined : peek(name))?.meter.unsent() ?? record.unsent;
  }
  return count;
};

export const connectionOf = (
  localState: LocalState,
  open: Iterable<ReplicaDocument>,
  now: Pick<Connection, 'state' | 'since' | 'settled' | 'unsent' | 'refused'>,
): Connection => {
  let unsaved = localState.inDoubt() ? 1 : 0;
  let saveFailing = localState.failing();
  for (const live of open) {
    unsaved += live.saver.version() - live.saver.saved();
    saveFailing ||= live.saver.failing();
  }
  return { ...now, unsaved, saveFailing, notSent: localState.tables.notSent.size };
};
