import type { MessageEntry, TimelineEntry } from '../../channel/protocol.ts';

/** Messages of others after the one with key `after`: what came while one was reading further up. */
export const foreignAfter = (entries: readonly TimelineEntry[], after: string | undefined): readonly MessageEntry[] => {
  const found: MessageEntry[] = [];
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry === undefined || entry.key === after) break;
    if (entry.kind === 'message' && !entry.own) found.push(entry);
  }
  return found.reverse();
};

/** One's newest message that still has its text: what ArrowUp edits, and whose state is always in words. */
export const newestOwn = (entries: readonly TimelineEntry[]): MessageEntry | undefined =>
  entries.findLast(
    (entry): entry is MessageEntry => entry.kind === 'message' && entry.own && entry.deleted === undefined,
  );
