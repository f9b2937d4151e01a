import type { MessageEntry, TimelineEntry } from '../../../channel/timeline-view.ts';

/** Messages of others after a seq: new ones, or unseen ones below the view. */
export const foreignAfter = (entries: readonly TimelineEntry[], seq: number): readonly MessageEntry[] => {
  const found: MessageEntry[] = [];
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry?.kind !== 'message' || entry.seq === 0) continue;
    if (entry.seq <= seq) break;
    if (!entry.own && entry.deleted === undefined) found.push(entry);
  }
  return found.reverse();
};

/** One's newest message that still has its text: what ArrowUp edits, and whose state is always in words. */
export const newestOwn = (entries: readonly TimelineEntry[]): MessageEntry | undefined =>
  entries.findLast(
    (entry): entry is MessageEntry => entry.kind === 'message' && entry.own && entry.deleted === undefined,
  );

/** The message at an index, or the next one in a direction. */
export const messageFrom = (
  entries: readonly TimelineEntry[],
  index: number,
  step: 1 | -1,
): { readonly entry: MessageEntry; readonly index: number } | undefined => {
  for (let at = index; at >= 0 && at < entries.length; at += step) {
    const entry = entries[at];
    if (entry?.kind === 'message') return { entry, index: at };
  }
  return undefined;
};
