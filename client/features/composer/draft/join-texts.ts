interface Change {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** The one cut and insertion that make `next` of `before`. */
const changeOf = (before: string, next: string): Change => {
  let start = 0;
  const shorter = Math.min(before.length, next.length);
  while (start < shorter && before[start] === next[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === next[next.length - 1 - same]) same++;
  return { start, end: before.length - same, put: next.slice(start, next.length - same) };
};

/** Joins the changes of `mine` and `theirs` to `base`. Where both changed the same words, both are kept. */
export const joinTexts = (base: string, mine: string, theirs: string): string => {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const a = changeOf(base, mine);
  const b = changeOf(base, theirs);
  if (b.end <= a.start) return base.slice(0, b.start) + b.put + base.slice(b.end, a.start) + a.put + base.slice(a.end);
  if (a.end <= b.start) return base.slice(0, a.start) + a.put + base.slice(a.end, b.start) + b.put + base.slice(b.end);
  const start = Math.min(a.start, b.start);
  const end = Math.max(a.end, b.end);
  const part = (change: Change): string => base.slice(start, change.start) + change.put + base.slice(change.end, end);
  return base.slice(0, start) + part(a) + part(b) + base.slice(end);
};

/** The cursor's place after somebody else changed `before` to `after`: it stays with the words it stood at. */
export const caretAfter = (before: string, after: string, caret: number): number => {
  const change = changeOf(before, after);
  if (caret <= change.start) return caret;
  if (caret >= change.end) return caret + change.put.length - (change.end - change.start);
  return change.start + change.put.length;
};
