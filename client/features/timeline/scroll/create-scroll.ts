import { batch, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../shared/ids/ulid.ts';
import type { CommandError } from '../../../channel/commands.ts';
import type { TimelineEntry } from '../../../channel/projections.ts';
import { createPulse } from '../../../primitives/pulse/create-pulse.ts';
import { createRows, type Rows } from '../../../primitives/virtual-rows/create-rows.ts';
import type { Timeline } from '../../topics/create-topic.ts';
import { foreignAfter, messageFrom } from '../reading/new-entries.ts';
import type { PlaceMemory } from '../reading/place-memory.ts';
import { createArrivals } from './create-arrivals.ts';
import { dayAt, type FloatingDay } from './day-at.ts';
import { guessHeight } from './guess-height.ts';

/** So near to the end counts as at the end: half a line of text. Pixels. */
const AT_END = 24;
/** The unread line stands so far below the upper edge. Pixels. */
const BELOW_EDGE = 96;
/** Rows are asked for when fewer views than these are left in a direction, and at least so many pixels. */
const VIEWS_LEFT = 3;
const LEAST_LEFT = 2_500;
/** A row counts as seen with so much of it in view. Pixels. */
const SEEN = 40;
/** So long without anybody's movement, opening is over and being at the end counts. ms */
const OPENING = 2_500;
/** A jump says where to right after it moved the window; later than this it has failed. ms */
const ADRIFT = 1_000;
/** How long a found message is marked, and fades at the end. ms */
const MARKED = 2_600;
/** After the last movement the place is remembered, and the day that floats goes away. ms */
const RESTING = 250;
const DAY_STAYS = 1_600;

export interface ScrollCommands {
  readonly loadOlder: () => Promise<unknown>;
  readonly loadNewer: () => Promise<unknown>;
  readonly toEnd: () => Promise<unknown>;
  /** Moves the window to a message; the key of its entry, or why not. */
  readonly toMessage: (chapter: number, messageId: MessageId) => Promise<Found>;
}
type Found = { readonly key: string } | { readonly error: CommandError };

export interface Scroll {
  readonly rows: Rows<TimelineEntry>;
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
  /** Somebody scrolls, or did just now. */
  readonly scrolling: () => boolean;
  /** Key of the row that was just found. */
  readonly marked: () => string | undefined;
  /** The one message of the list in the Tab order: the last one in view. */
  readonly lastInView: () => string | undefined;
  /** False while the reading place is being looked for. */
  readonly placed: () => boolean;
  readonly toEnd: () => void;
  /** Holds a row in view and marks it, now or when it arrives. `top`: at the upper edge instead of the middle. */
  readonly reveal: (key: string, at?: 'top') => Promise<void>;
  /** Moves as little as needed for a row to be in view. */
  readonly showNearest: (index: number) => void;
  /** Resolves when a row is in the list, or after a moment. */
  readonly arrived: (key: string) => Promise<void>;
  /** A jump is on its way: edges wait for it. Answers what it answered. */
  readonly during: <T>(jump: Promise<T>) => Promise<T>;
}

export const createScroll = (deps: {
  readonly id: ConversationId;
  readonly timeline: Timeline;
  readonly commands: ScrollCommands;
  readonly memory: PlaceMemory;
  /** Messages of others behind the read position, in the window or not. */
  readonly unread: () => number;
  readonly mentionSeqs: () => readonly number[];
  readonly onFocusLost: (key: string) => void;
  /** Rows stand where they belong, after any change. */
  readonly onSettled: () => void;
}): Scroll => {
  const { timeline, commands, memory, id } = deps;
  const [atEnd, setAtEnd] = createSignal(true);
  const [seenBelow, setBelow] = createSignal(0);
  const [seenSeq, setSeenSeq] = createSignal(0);
  const [day, setDay] = createSignal<FloatingDay | undefined>(undefined, {
    equals: (a, b) => a?.at === b?.at && a?.push === b?.push,
  });
  const [scrolling, noteScrolling] = createPulse<true>(DAY_STAYS);
  const [marked, mark] = createPulse<string>(MARKED);
  const [lastInView, setLastInView] = createSignal<string>();
  const [placed, setPlaced] = createSignal(false);
  const [seenMentions, setSeenMentions] = createSignal<ReadonlySet<number>>(new Set());
  let opened = false;
  /** Nobody has moved yet: the unread line may still come. */
  let opening = true;
  let jumps = 0;
  const asked = { older: false, newer: false };
  /** The latest wish to be somewhere; an older one that is still on its way is dropped. */
  let wish = 0;
  /** The window has moved away from what was in view, and where to is not said yet: nothing of it is being read. */
  let isAdrift = false;
  let adriftTimer: ReturnType<typeof setTimeout> | undefined;
  const setAdrift = (adrift: boolean): void => {
    isAdrift = adrift;
    clearTimeout(adriftTimer);
    if (adrift) adriftTimer = setTimeout(() => setAdrift(false), ADRIFT);
  };
  let lastKey: string | undefined;
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  let openTimer: ReturnType<typeof setTimeout> | undefined;

  const rows = createRows<TimelineEntry>({
    guess: guessHeight,
    moved: () => {
      opening = false;
      setAdrift(false);
      noteScrolling(true);
    },
    // The view changes only after everything has been measured.
    settled: () => batch(updateView),
    adrift: () => setAdrift(true),
    focusLost: deps.onFocusLost,
    endsHere: () => !timeline.info.hasNewer,
  });
  const { layout } = rows;
  const arrivals = createArrivals((key) => layout.indexOf(key) !== undefined);

  const remember = (): void => {
    if (!opened || !placed() || isAdrift) return;
    if (rows.held().kind === 'end') {
      memory.set(id, undefined);
      return;
    }
    const found = messageFrom(layout.rows(), rows.inView().first, 1);
    if (found === undefined) return;
    const { chapter, messageId } = found.entry;
    memory.set(id, { chapter, messageId, top: rows.topOf(found.index), unread: deps.unread() });
  };

  const ask = (edge: 'older' | 'newer', left: number): void => {
    const { info } = timeline;
    const has = edge === 'older' ? info.hasOlder && !info.olderUnavailable : info.hasNewer;
    const loading = edge === 'older' ? info.loadingOlder : info.loadingNewer;
    if (!has || loading || asked[edge] || jumps > 0) return;
    if (left > Math.max(LEAST_LEFT, VIEWS_LEFT * rows.viewHeight())) return;
    asked[edge] = true;
    void (edge === 'older' ? commands.loadOlder() : commands.loadNewer()).finally(() => {
      asked[edge] = false;
    });
  };

  /** Looks at what is in view, after anything moved or changed. */
  const updateView = (): void => {
    if (!opened || layout.count() === 0) return;
    const { first, last, toEnd } = rows.inView();
    const { info } = timeline;
    const end = toEnd <= AT_END && !info.hasNewer;
    setAtEnd(end);
    const isSeen = last <= first || rows.viewHeight() - rows.topOf(last) >= Math.min(SEEN, layout.height(last));
    const bottom = messageFrom(layout.rows(), isSeen ? last : last - 1, -1);
    const top = messageFrom(layout.rows(), first, 1);
    setLastInView(bottom?.entry.key);
    const seq = end ? info.newestSeq : (bottom?.entry.seq ?? 0);
    if (placed() && !isAdrift) {
      setSeenSeq(Math.max(seenSeq(), seq));
      const from = top?.entry.seq ?? 0;
      const fresh = deps.mentionSeqs().filter((one) => one >= from && one <= seq && !seenMentions().has(one));
      if (fresh.length > 0) setSeenMentions(new Set([...seenMentions(), ...fresh]));
    }
    setBelow(end || info.hasNewer ? 0 : foreignAfter(timeline.entries, seenSeq()).length);
    setDay(dayAt(layout.rows(), first, rows.topOf));
    if (placed() && !isAdrift) {
      ask('older', -rows.topOf(0));
      ask('newer', rows.topOf(layout.count()) - rows.viewHeight());
    }
    clearTimeout(restTimer);
    restTimer = setTimeout(remember, RESTING);
    deps.onSettled();
  };

  const reveal = async (key: string, at?: 'top'): Promise<void> => {
    const mine = ++wish;
    await arrivals.of(key);
    if (mine !== wish || layout.indexOf(key) === undefined) return;
    opening = false;
    setAdrift(false);
    setPlaced(true);
    mark(key);
    rows.hold({ kind: 'row', key, top: at === 'top' ? BELOW_EDGE : 'middle' });
  };

  const toUnreadLine = (): boolean => {
    const line = timeline.entries.find((entry) => entry.kind === 'unread');
    if (line !== undefined) rows.hold({ kind: 'row', key: line.key, top: BELOW_EDGE });
    return line !== undefined;
  };
  /** Opens at what is new since the person left, else at the reading place, else at the unread line or the end. */
  const open = (): void => {
    opened = true;
    rows.setEntries(timeline.entries);
    openTimer = setTimeout(() => {
      if (opening && rows.inView().toEnd <= 1 && !timeline.info.hasNewer) rows.hold({ kind: 'end' });
      opening = false;
    }, OPENING);
    const place = memory.get(id);
    const isNew = place === undefined || deps.unread() > place.unread;
    if (!(isNew && toUnreadLine()) && place !== undefined) {
      opening = false;
      const there = { kind: 'row', key: place.messageId, top: place.top } as const;
      if (layout.indexOf(place.messageId) === undefined) {
        void during(commands.toMessage(place.chapter, place.messageId)).then(async (found) => {
          if ('key' in found) await arrivals.of(found.key);
          setPlaced(true);
          if (layout.indexOf(there.key) !== undefined) rows.hold(there);
          else updateView();
        });
        return;
      }
      rows.hold(there);
    }
    setPlaced(true);
    updateView();
  };

  const update = (): void => {
    const { entries, info } = timeline;
    if (!opened) {
      if (info.ready && entries.length > 0) open();
      lastKey = entries.at(-1)?.key;
      return;
    }
    const last = entries.at(-1);
    // A person who writes wants to see their new message.
    const isOwnNew = last?.kind === 'message' && last.own && last.seq === 0 && last.key !== lastKey;
    lastKey = last?.key;
    if (isOwnNew) setAdrift(false);
    rows.setEntries(entries, isOwnNew ? { kind: 'end' } : undefined);
    arrivals.update();
    if (!isOwnNew && opening && rows.held().kind === 'end') toUnreadLine();
  };
  createEffect(
    on(
      () => [timeline.entries, timeline.info.ready, timeline.info.hasNewer, timeline.info.newestSeq] as const,
      // Not within the update that brought it: rows are rendered and measured at once.
      () => queueMicrotask(update),
    ),
  );

  const during = async <T>(jump: Promise<T>): Promise<T> => {
    jumps++;
    try {
      return await jump;
    } finally {
      jumps--;
    }
  };

  onCleanup(() => {
    remember();
    clearTimeout(restTimer);
    clearTimeout(openTimer);
    clearTimeout(adriftTimer);
  });

  return {
    rows,
    atEnd,
    below: () => (atEnd() ? 0 : timeline.info.hasNewer ? deps.unread() : seenBelow()),
    seenSeq,
    mentions: () => deps.mentionSeqs().filter((seq) => !seenMentions().has(seq)),
    day,
    scrolling: () => scrolling() === true,
    marked,
    lastInView,
    placed,
    reveal,
    arrived: arrivals.of,
    during,
    toEnd: () => {
      opening = false;
      const mine = ++wish;
      if (!timeline.info.hasNewer) return rows.hold({ kind: 'end' });
      void during(commands.toEnd()).then(() => {
        setAdrift(false);
        if (mine === wish) rows.hold({ kind: 'end' });
      });
    },
    showNearest: (index) => {
      opening = false;
      const key = layout.row(index)?.key;
      if (key === undefined) return;
      const top = rows.topOf(index);
      const height = layout.height(index);
      const low = rows.viewHeight() - height - 8;
      if (top >= 8 && top <= low) return;
      rows.hold({ kind: 'row', key, top: top < 8 || height > rows.viewHeight() - 16 ? 8 : low });
    },
  };
};
