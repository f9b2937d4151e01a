import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';

/** Earlier generations of the account document in which something may be unsent. */
export const earlierGenerations = ({ tables }: LocalState, { address }: ReplicaDocument): DocumentName[] => {
  const names: DocumentName[] = [];
  if (address.kind !== 'account') return names;
  for (const [key, { unsent, open }] of tables.document) {
    const name = parseDocumentKey(key);
    const other = name === undefined ? undefined : parseDocumentName(name);
    if (name === undefined || other?.kind !== 'account' || other.generation >= address.generation) continue;
    if (unsent > 0 || open) names.push(name);
  }
  return names;
};
