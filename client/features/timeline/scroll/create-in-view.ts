import { createSignal } from 'solid-js';
import type { TimelineEntry } from '../../../channel/timeline-view.ts';
import type { Rows } from '../../../primitives/virtual-rows/create-rows.ts';
import type { Timeline } from '../../topics/create-topic.ts';
import { foreignAfter, messageFrom } from '../reading/new-entries.ts';
import { dayAt, type FloatingDay } from './day-at.ts';

/** So near to the end counts as at the end: half a line of text. Pixels. */
const AT_END = 24;
/** A row counts as seen with so much of it in view. Pixels. */
const SEEN = 40;

/** What is in view, and what has been. */
export interface InView {
  /** The newest message is in view and the list sticks to it. */
  readonly atEnd: () => boolean;
  /** Messages of others below that have not been in view yet. */
  readonly below: () => number;
  /** Highest seq that has been in view since opening; 0 until something is. */
  readonly seenSeq: () => number;
  /** Mentions that have not been in view, the first one first. */
  readonly mentions: () => readonly number[];
  /** undefined: its own line is in view. */
  readonly day: () => FloatingDay | undefined;
  /** The one message of the list in the Tab order: the last one in view. */
  readonly lastInView: () => string | undefined;
}

export interface InViewDeps {
  readonly timeline: Timeline;
  /** Messages of others behind the read position, in the window or not. */
  readonly unread: () => number;
  readonly mentionSeqs: () => readonly number[];
}

export const createInView = (
  deps: InViewDeps,
  rows: Pick<Rows<TimelineEntry>, 'layout' | 'inView' | 'topOf' | 'viewHeight'>,
): InView & {
  /** Something moved or changed. `isReading`: what is in view is being read. */
  readonly update: (isReading: boolean) => void;
} => {
  const { timeline } = deps;
  const { layout } = rows;
  const [atEnd, setAtEnd] = createSignal(true);
  const [seenBelow, setBelow] = createSignal(0);
  const [seenSeq, setSeenSeq] = createSignal(0);
  const [day, setDay] = createSignal<FloatingDay | undefined>(undefined, {
    equals: (a, b) => a?.at === b?.at && a?.push === b?.push,
  });
  const [lastInView, setLastInView] = createSignal<string>();
  const [seenMentions, setSeenMentions] = createSignal<ReadonlySet<number>>(new Set());

  return {
    atEnd,
    below: () => (atEnd() ? 0 : timeline.info.hasNewer ? deps.unread() : seenBelow()),
    seenSeq,
    mentions: () => deps.mentionSeqs().filter((seq) => !seenMentions().has(seq)),
    day,
    lastInView,
    update: (isReading) => {
      const { first, last, toEnd } = rows.inView();
      const { info } = timeline;
      const end = toEnd <= AT_END && !info.hasNewer;
      setAtEnd(end);
      const isSeen = last <= first || rows.viewHeight() - rows.topOf(last) >= Math.min(SEEN, layout.height(last));
      const bottom = messageFrom(layout.rows(), isSeen ? last : last - 1, -1);
      const top = messageFrom(layout.rows(), first, 1);
      setLastInView(bottom?.entry.key);
      const seq = end ? info.newestSeq : (bottom?.entry.seq ?? 0);
      if (isReading) {
        setSeenSeq(Math.max(seenSeq(), seq));
        const from = top?.entry.seq ?? 0;
        const fresh = deps.mentionSeqs().filter((one) => one >= from && one <= seq && !seenMentions().has(one));
        if (fresh.length > 0) setSeenMentions(new Set([...seenMentions(), ...fresh]));
      }
      setBelow(end || info.hasNewer ? 0 : foreignAfter(timeline.entries, seenSeq()).length);
      setDay(dayAt(layout.rows(), first, rows.topOf));
    },
  };
};
