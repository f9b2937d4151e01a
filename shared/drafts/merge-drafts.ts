import { type DraftEntry, type DraftMark, markOf } from './draft-entry.ts';
import { findFingerprint } from './fingerprint.ts';
import { joinDrafts } from './join-drafts.ts';

/** All devices order entries alike. */
const byTime = (a: DraftEntry, b: DraftEntry): number => a.at - b.at || a.device - b.device;

type Marks = ReadonlyMap<number, DraftMark>;

/** The newest mark of each device. */
const newest = (marks: Iterable<DraftMark>): Marks => {
  const found = new Map<number, DraftMark>();
  for (const mark of marks) if ((found.get(mark.device)?.at ?? -1) < mark.at) found.set(mark.device, mark);
  return found;
};

const seenBy = (entry: DraftEntry): Marks => newest([...entry.took, markOf(entry)]);

/** Whether an entry was written by somebody who saw that version of another device's text. */
export const hasTaken = ({ took }: DraftEntry, { device, at }: DraftEntry): boolean =>
  took.some((mark) => mark.device === device && mark.at >= at);

/** The versions that are in the past of both texts, the longest first. */
const sharedMarks = (seen: Marks, marks: Marks): DraftMark[] =>
  [...marks.values()]
    .flatMap((mark) => {
      const other = seen.get(mark.device);
      // A device's versions follow one another, so that the older one is in the past of both.
      return other === undefined ? [] : [other.at < mark.at ? other : mark];
    })
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length || a.device - b.device);

/** Two texts as one. Where one still holds what the other grew from, the other stands in its place; else one is below. */
const joinHeads = (here: string, there: string, shared: readonly DraftMark[]): string => {
  for (const { length, fingerprint } of shared)
    for (const [holder, other] of [
      [there, here],
      [here, there],
    ] as const) {
      const start = findFingerprint(holder, length, fingerprint);
      if (start >= 0) return holder.slice(0, start) + other + holder.slice(start + length);
    }
  return joinDrafts(here, there);
};

/**
 * The one text of a place. An entry that a later one has taken in is not shown; what was written apart is joined in the
 * order of time.
 */
export const mergeDrafts = (entries: readonly DraftEntry[]): string => {
  const ordered = [...entries].sort(byTime);
  const [first, ...others] = ordered.filter(
    (entry, i) => !ordered.slice(i + 1).some((later) => hasTaken(later, entry)),
  );
  if (first === undefined) return '';
  let text = first.text;
  let seen = others.length === 0 ? new Map() : seenBy(first);
  for (const next of others) {
    const marks = seenBy(next);
    text = joinHeads(text, next.text, sharedMarks(seen, marks));
    seen = newest([...seen.values(), ...marks.values()]);
  }
  return text;
};

/** What whoever writes on from these entries has seen of other devices, the newest first. */
export const marksSeen = (entries: readonly DraftEntry[], device: number): DraftMark[] =>
  [...newest(entries.flatMap((entry) => [...entry.took, markOf(entry)])).values()]
    .filter((mark) => mark.device !== device)
    .sort((a, b) => b.at - a.at || a.device - b.device);
