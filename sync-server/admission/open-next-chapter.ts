import { clientIdsOf, isChapterFull } from '../../shared/admission/chapter-size.ts';
import type { Actor } from './admission.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import type { DailyAllowance } from './daily-allowance.ts';
import type { ServerDocument } from './server-document.ts';

/**
 * Marks a chapter as full before a writer is sent on to the next one, which could not be opened otherwise.
 * @returns false when the writer has filled enough chapters for today
 */
export const openNextChapter = async (
  deps: Pick<AdmissionDeps, 'journal' | 'limits'>,
  chaptersLeft: DailyAllowance,
  live: ServerDocument,
  { number }: Actor,
): Promise<boolean> => {
  const { limits } = deps;
  if (live.toldFull) return true;
  const { doc } = live;
  if (!isChapterFull(doc, live.bytes, limits)) {
    // Only the writer's own client ids are used up: a chapter without a living entry goes on for others.
    const isUsedUp = clientIdsOf(doc, number) >= limits.chapterClientIdsOfOne;
    if (isUsedUp && doc.getMap('stamps')._map.size === 0) return true;
    if (!chaptersLeft.has(number)) return false;
    chaptersLeft.take(number, 1);
  }
  await deps.journal.markFull(live.name);
  live.toldFull = true;
  return true;
};
