export interface FullChapterFacts {
  readonly conversation: number;
  readonly chapter: number;
  readonly newestChapter: number;
  /** Undefined: nothing was written into it yet. */
  readonly isFull: boolean | undefined;
}

/** The rows that mark a chapter full, so that the next one may be opened. */
export interface FullChapterPlan {
  readonly conversation: number;
  readonly chapter: number;
  readonly newestChapter: number;
}

/** A full chapter stays full: undefined when there is nothing to write. */
export const decideFullChapter = (facts: FullChapterFacts | undefined): FullChapterPlan | undefined => {
  if (facts === undefined || facts.isFull === true) return undefined;
  const { conversation, chapter, newestChapter } = facts;
  return { conversation, chapter, newestChapter: Math.max(newestChapter, chapter) };
};
