import * as Y from 'yjs';
import { bytesAt } from '../../shared/admission/live.ts';
import { ALG_PLAIN, decodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import { type Disappearing, isDisappearing } from '../../shared/protocol/disappearing.ts';
import type { CommitRequest } from '../../storage/ports.ts';

const nameOf = (doc: Y.Doc): string | undefined => {
  const bytes = bytesAt(doc, 'profile', 'name');
  const envelope = bytes === undefined ? undefined : decodeEnvelope(bytes);
  const body = envelope?.alg === ALG_PLAIN ? decodeBody(envelope.body) : undefined;
  return body?.kind === 'name' ? body.text : undefined;
};

const disappearOf = (doc: Y.Doc): Disappearing => {
  const value: unknown = doc.getMap('settings').get('disappear');
  return isDisappearing(value) ? value : 0;
};

/**
 * What an update makes of a conversation's facts. Of two that were written apart only one wins in the document, and that
 * need not be the later admitted: the facts follow the document, on a copy, because nothing is applied before it is on
 * disk. These documents are small and seldom written.
 */
export const conversationFacts = (
  doc: Y.Doc,
  judged: { readonly update: Uint8Array; readonly name: string | undefined; readonly disappear: number | undefined },
): Pick<CommitRequest, 'name' | 'disappear' | 'wrote'> => {
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const before = disappearOf(copy);
    Y.applyUpdate(copy, judged.update);
    const after = disappearOf(copy);
    return {
      name: judged.name === undefined ? undefined : (nameOf(copy) ?? judged.name),
      disappear: after,
      wrote: { name: judged.name, disappear: judged.disappear ?? (before === after ? undefined : after) },
    };
  } finally {
    copy.destroy();
  }
};
