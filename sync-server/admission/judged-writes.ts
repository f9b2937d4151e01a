import { isFull, measureChapter } from '../../shared/admission/chapter-size.ts';
import { encodeUpdate, type MapSet } from '../../shared/admission/encode-update.ts';
import type { Judged } from '../../shared/admission/judged.ts';
import { bytesAt, clockOf } from '../../shared/admission/live.ts';
import { itemAt, type StoredStamp } from '../../shared/document/chapter.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { ChapterEffects, Stamping } from '../../storage/ports/journal.ts';
import type { Actor } from './admission.ts';
import type { ServerDocument } from './server-document.ts';

interface ChapterWriting {
  readonly limits: Limits;
  readonly serverClientId: number;
}

/** What an update does to the facts of its conversation; undefined outside chapters. */
export const effectsOf = (
  { limits, serverClientId }: ChapterWriting,
  live: ServerDocument,
  actor: Actor,
  judged: Judged,
): ChapterEffects | undefined => {
  if (live.address.kind !== 'chapter') return undefined;
  return {
    conversationId: live.address.conversationId,
    chapter: live.address.chapter,
    messages: judged.messages.map((message) => ({ ...message, author: actor.number })),
    edits: judged.edits,
    dead: judged.dead,
    deletions: judged.deletions,
    authors: judged.authors,
    full: isFull(
      measureChapter(live.doc, live.bytes, {
        ...judged.growth,
        clients: [...judged.growth.clients, serverClientId],
      }),
      limits,
    ),
  };
};

/** The bytes for the journal, once the stamps are known: the update, and what the server adds to it. */
export const encodeWith = (serverClientId: number, live: ServerDocument, judged: Judged, update: Uint8Array) => {
  const clock = clockOf(live.doc, serverClientId);
  return ({ firstSeq, at, disappear }: Stamping): Uint8Array[] => {
    const stamp = (id: string, value: StoredStamp): MapSet => ({
      root: 'stamps',
      key: id,
      value: [...value],
      origin: undefined,
    });
    const stampMessage = (id: string, seq: number): MapSet =>
      stamp(id, disappear > 0 ? [seq, at, at + disappear * 1000] : [seq, at]);
    // Edits carry the seq of the newest message before them; `at` and their id put them in order.
    const last = judged.messages.length === 0 ? firstSeq : firstSeq + judged.messages.length - 1;
    const sets = [
      ...judged.messages.map(({ id }, i) => stampMessage(id, firstSeq + i)),
      ...judged.edits.map(({ id }) => stamp(id, [last, at])),
    ].filter(({ key }) => itemAt(live.doc, 'stamps', key) === undefined);
    sets.push(
      // Attached after the later entry: it wins wherever that one would have, and is deleted wherever that one is.
      ...judged.secondDeletions.flatMap(({ messageId, id }): MapSet[] => {
        const value = bytesAt(live.doc, 'deletions', messageId);
        return value === undefined ? [] : [{ root: 'deletions', key: messageId, value, origin: id }];
      }),
    );
    if (sets.length === 0 && judged.sweep.length === 0) return [update];
    return [update, encodeUpdate(serverClientId, clock, sets, judged.sweep)];
  };
};
