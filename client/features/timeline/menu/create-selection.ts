import { createSignal } from 'solid-js';
import type { MessageEntry, TimelineEntry } from '../../../channel/timeline-view.ts';

/** Several messages chosen at once. */
export interface Selection {
  /** Whether messages are being selected. */
  readonly on: () => boolean;
  readonly has: (key: string) => boolean;
  /** What is chosen and can still be read, in the order of the timeline. */
  readonly entries: () => readonly MessageEntry[];
  readonly start: (entry: MessageEntry) => void;
  /** Chooses or lets go; `range`: everything from the one chosen last. */
  readonly toggle: (entry: MessageEntry, range: boolean) => void;
  readonly stop: () => void;
}

export const isSelectable = (entry: TimelineEntry | undefined): entry is MessageEntry =>
  entry?.kind === 'message' && entry.deleted === undefined && entry.removingAt === undefined;

const compare = (a: MessageEntry, b: MessageEntry): number =>
  (a.seq || Number.POSITIVE_INFINITY) - (b.seq || Number.POSITIVE_INFINITY) || a.at - b.at;

export const createSelection = (timeline: { readonly entries: readonly TimelineEntry[] }): Selection => {
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, MessageEntry>>();
  let from: string | undefined;

  const between = (a: string | undefined, b: string): readonly MessageEntry[] => {
    const keys = timeline.entries.map((entry) => entry.key);
    const ends = [keys.indexOf(a ?? b), keys.indexOf(b)].sort((x, y) => x - y);
    const [first = -1, last = -1] = ends;
    // The other end may have left the window of the timeline.
    return first < 0 ? [] : timeline.entries.slice(first, last + 1).filter(isSelectable);
  };
  const toggle = (entry: MessageEntry, range: boolean): void => {
    const next = new Map(chosen());
    const many = range ? between(from, entry.key) : [];
    if (many.length > 0) for (const one of many) next.set(one.key, one);
    else if (!next.delete(entry.key)) next.set(entry.key, entry);
    from = entry.key;
    setChosen(next);
  };

  return {
    on: () => chosen() !== undefined,
    has: (key) => chosen()?.has(key) ?? false,
    entries: () => [...(chosen()?.values() ?? [])].filter(isSelectable).sort(compare),
    start: (entry) => {
      setChosen(new Map());
      toggle(entry, false);
    },
    toggle,
    stop: () => {
      from = undefined;
      setChosen(undefined);
    },
  };
};
