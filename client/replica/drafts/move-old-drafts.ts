import { placeOfOldDraft } from '../../../shared/drafts/draft-key.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Drafts } from './drafts.ts';

/**
 * Moves drafts of the old form, which were root texts, into the map. Call when the document is opened and when it is in
 * step with the server: more often would take words away from a device that is still writing them.
 */
export const moveOldDrafts = (live: ReplicaDocument, drafts: Drafts): void => {
  for (const root of [...live.doc.share.keys()]) {
    const place = placeOfOldDraft(root);
    const text = place === undefined ? '' : live.doc.getText(root).toString();
    // Written before the text is removed: a crash in between only joins the same words again.
    if (place === undefined || text === '' || !drafts.join(place, text)) continue;
    live.write((doc) => doc.getText(root).delete(0, text.length));
  }
};
