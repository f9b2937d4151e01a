import { type DraftEntry, type DraftMark, markOf } from './draft-entry.ts';
import { findFingerprint } from './fingerprint.ts';

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

/** Whether one version of a device's text was written on top of another version of the same device. */
export const isSuccessor = ({ device, took }: DraftEntry, earlier: DraftEntry): boolean =>
  took.some((mark) => mark.device === device && mark.at >= earlier.at);

/**
 * Versions of one device's text as one: those written on top of another replace it. More than one is left where a version
 * reached the server and not the disk, and the next was typed without it.
 */
export const joinVersions = (versions: readonly DraftEntry[]): string =>
  versions
    .filter((version) => !versions.some((other) => other !== version && isSuccessor(other, version)))
    .sort(byTime)
    .map(({ text }) => text)
    .reduce(joinDrafts, '');

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

/** Two texts of one draft as one, without losing a word of either. */
export const joinDrafts = (here: string, late: string): string => {
  if (late.includes(here)) return late;
  return here.includes(late) ? here : `${here}\n${late}`;
};

/** Without the version that a mark names, and the line break that joined it to the rest. */
const without = (text: string, { length, fingerprint }: DraftMark): string => {
  const start = findFingerprint(text, length, fingerprint);
  if (start < 0) return text;
  const [before, after] = [text.slice(0, start), text.slice(start + length)];
  if (before.endsWith('\n')) return before.slice(0, -1) + after;
  return before + (after.startsWith('\n') ? after.slice(1) : after);
};

/**
 * Joins two texts. If one still contains what the other grew from, the other replaces it there, and other versions that
 * both have seen go from around it: the text that replaces has kept or removed them. Otherwise one goes below.
 */
const joinHeads = (here: string, there: string, shared: readonly DraftMark[]): string => {
  for (const [i, { length, fingerprint }] of shared.entries())
    for (const [holder, other] of [
      [there, here],
      [here, there],
    ] as const) {
      const start = findFingerprint(holder, length, fingerprint);
      if (start < 0) continue;
      const rest = shared.slice(i + 1);
      const before = rest.reduce(without, holder.slice(0, start));
      return before + other + rest.reduce(without, holder.slice(start + length));
    }
  return joinDrafts(here, there);
};

/**
 * The one text of a place. An entry that a later one has taken in is not shown; texts written apart are joined in the order
 * of their times.
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

/** What a device that continues from these entries has seen of other devices, newest first. */
export const marksSeen = (entries: readonly DraftEntry[], device: number): DraftMark[] =>
  [...newest(entries.flatMap((entry) => [...entry.took, markOf(entry)])).values()]
    .filter((mark) => mark.device !== device)
    .sort((a, b) => b.at - a.at || a.device - b.device);
