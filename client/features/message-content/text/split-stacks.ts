/** Letters with more marks above and below them than any script writes, and those that follow them. */
const STACKS = /(?:[^\p{M}\s][\p{Mn}\p{Me}]{5,}){1,16}/gu;
const ANY_STACK = /[\p{Mn}\p{Me}]{5}/u;

export interface TextRun {
  readonly text: string;
  /** Its marks would be drawn over the lines around it. */
  readonly isStack: boolean;
}

/** Sets apart what must be kept in its line. Joined, the runs are the text. */
export const splitStacks = (text: string): readonly TextRun[] => {
  if (!ANY_STACK.test(text)) return [{ text, isStack: false }];
  const runs: TextRun[] = [];
  let from = 0;
  for (const { 0: stack, index } of text.matchAll(STACKS)) {
    if (index > from) runs.push({ text: text.slice(from, index), isStack: false });
    runs.push({ text: stack, isStack: true });
    from = index + stack.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), isStack: false });
  return runs;
};
