import { batch, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../shared/ids/ulid.ts';
import type { CommandError } from '../../../channel/commands.ts';
import type { TimelineEntry } from '../../../channel/timeline-view.ts';
import { createPulse } from '../../../primitives/pulse/create-pulse.ts';
import { createRows, type Rows } from '../../../primitives/virtual-rows/create-rows.ts';
import { messageFrom } from '../reading/new-entries.ts';
import type { PlaceMemory } from '../reading/place-memory.ts';
import { createArrivals } from './create-arrivals.ts';
import { createEdges, type Edges } from './create-edges.ts';
import { createInView, type InView, type InViewDeps } from './create-in-view.ts';
import { guessHeight } from './guess-height.ts';

/** The unread line stands so far below the upper edge. Pixels. */
const BELOW_EDGE = 96;
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

export interface Scroll extends InView, Pick<Edges, 'during'> {
  readonly rows: Rows<TimelineEntry>;
  /** Somebody scrolls, or did just now. */
  readonly scrolling: () => boolean;
  /** Key of the row that was just found. */
  readonly marked: () => string | undefined;
  /** False while the reading place is being looked for. */
  readonly placed: () => boolean;
  readonly toEnd: () => void;
  /** Holds a row in view and marks it, now or when it arrives. `top`: at the upper edge instead of the middle. */
  readonly reveal: (key: string, at?: 'top') => Promise<void>;
  /** Moves as little as needed for a row to be in view. */
  readonly showNearest: (index: number) => void;
  /** Resolves when a row is in the list, or after a moment. */
  readonly arrived: (key: string) => Promise<void>;
}

export const createScroll = (
  deps: InViewDeps & {
    readonly id: ConversationId;
    readonly commands: ScrollCommands;
    readonly memory: PlaceMemory;
    readonly onFocusLost: (key: string) => void;
    /** Rows stand where they belong, after any change. */
    readonly onSettled: () => void;
  },
): Scroll => {
  const { timeline, commands, memory, id } = deps;
  const [scrolling, noteScrolling] = createPulse<true>(DAY_STAYS);
  const [marked, mark] = createPulse<string>(MARKED);
  const [placed, setPlaced] = createSignal(false);
  let opened = false;
  /** Nobody has moved yet: the unread line may still come. */
  let opening = true;
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
  const inView = createInView(deps, rows);
  const edges = createEdges(timeline, commands, rows);
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

  /** After anything moved or changed. */
  const updateView = (): void => {
    if (!opened || layout.count() === 0) return;
    const isReading = placed() && !isAdrift;
    inView.update(isReading);
    if (isReading) edges.ask();
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
        void edges.during(commands.toMessage(place.chapter, place.messageId)).then(async (found) => {
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

  onCleanup(() => {
    remember();
    clearTimeout(restTimer);
    clearTimeout(openTimer);
    clearTimeout(adriftTimer);
  });

  return {
    ...inView,
    rows,
    scrolling: () => scrolling() === true,
    marked,
    placed,
    reveal,
    arrived: arrivals.of,
    during: edges.during,
    toEnd: () => {
      opening = false;
      const mine = ++wish;
      if (!timeline.info.hasNewer) return rows.hold({ kind: 'end' });
      void edges.during(commands.toEnd()).then(() => {
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
