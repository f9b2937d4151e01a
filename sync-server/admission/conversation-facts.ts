import * as Y from 'yjs';
import { changedFacts, type DocumentFacts, readDocumentFacts } from '../../shared/admission/document-facts.ts';
import type { CommitRequest } from '../../storage/ports/journal.ts';

/** @param written what the update itself says, whether or not it wins */
const wroteOf = (changed: DocumentFacts, written: DocumentFacts): DocumentFacts => ({
  name: written.name,
  picture: written.picture ?? changed.picture,
  disappear: written.disappear ?? changed.disappear,
  history: written.history ?? changed.history,
  rights: { ...changed.rights, ...written.rights },
});

/**
 * What an update makes of a conversation's facts. Of two concurrent updates only one wins in the document, and that need
 * not be the later admitted one. The facts follow the document, so the update is tried on a copy: nothing is applied before
 * it is on disk. The copy is of the whole document, so only updates that touch these facts make one.
 */
export const conversationFacts = (
  doc: Y.Doc,
  judged: { readonly update: Uint8Array; readonly wrote: DocumentFacts },
): DocumentFacts & Pick<CommitRequest, 'wrote'> => {
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const before = readDocumentFacts(copy);
    Y.applyUpdate(copy, judged.update);
    const after = readDocumentFacts(copy);
    return { ...after, wrote: wroteOf(changedFacts(before, after), judged.wrote) };
  } finally {
    copy.destroy();
  }
};
