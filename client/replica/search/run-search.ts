import type { DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { SearchQuery } from '../../channel/search-view.ts';
import type { KnownChapter } from './known-chapters.ts';
import { createMatcher } from './match-chapter.ts';
import type { SearchDeps } from './search-deps.ts';
import type { SearchIndex } from './search-index.ts';
import type { SearchedChapter } from './searched-chapter.ts';
import type { SearchedMessage } from './searched-message.ts';

/** Something found, and where. */
export interface Found {
  readonly message: SearchedMessage;
  readonly name: DocumentName;
  readonly id: ConversationId;
}

/** How far a search has come. */
export interface SearchProgress {
  /** The newest first. */
  readonly exact: readonly Found[];
  readonly alike: readonly Found[];
  readonly more: boolean;
  readonly chapters: number;
  readonly searched: number;
  readonly messages: number;
  readonly away: readonly KnownChapter[];
  readonly fetched: number;
  readonly unopened: number;
  readonly authors: ReadonlySet<number>;
  readonly isDone: boolean;
}

/** After so much work the search lets the replica do its other work. ms */
const SLICE = 8;
/** Results of a long search are shown at most so often. ms */
const TELL_EVERY = 100;
/** How long the search waits for a chapter that is not on this device. ms */
const FETCH_WITHIN = 15_000;

/** So many chapters are read from the disk ahead of the search. */
const AHEAD = 3;

/**
 * Searches the chapters with the newest messages first, in small steps, until so many are found that no chapter can hold a
 * newer one. What is found is told at once.
 */
export const runSearch = async (
  deps: Pick<SearchDeps, 'clock' | 'fetching' | 'isLeftOut' | 'isReachable'>,
  index: SearchIndex,
  query: SearchQuery,
  tell: (progress: SearchProgress) => void,
  isOver: () => boolean,
): Promise<void> => {
  const { clock, fetching, isLeftOut, isReachable } = deps;
  await index.ready;
  if (isOver()) return;
  const matcher = createMatcher(query);
  /** The newest results, one more than is asked for, so that it is known whether there are more. */
  let [exact, alike]: [readonly Found[], readonly Found[]] = [[], []];
  const mostKept = query.most + 1;
  const authors = new Set<number>();
  const all = index.chapters(query.in);
  const here = all.filter(({ state }) => state !== 'away');
  const away = new Set(all.filter(({ state, isBehind }) => state === 'away' || isBehind));
  let [searched, messages, unopened, fetched] = [0, 0, 0, 0];
  /** What is older may still have something newer in chapters that were not searched. */
  let settledFrom = Number.POSITIVE_INFINITY;
  let isEnough = false;

  const byTime = (a: Found, b: Found): number =>
    b.message.at - a.message.at || (b.message.id < a.message.id ? -1 : b.message.id > a.message.id ? 1 : 0);
  const give = (isDone: boolean): void => {
    const room = Math.max(0, query.most - exact.length);
    tell({
      exact: exact.slice(0, query.most),
      alike: alike.slice(0, room),
      more: exact.length + alike.length > query.most || (isDone && isEnough && searched < here.length),
      chapters: here.length,
      searched,
      messages,
      away: [...away],
      fetched,
      unopened,
      authors,
      isDone,
    });
  };

  let sliceSince = clock.monotonic();
  let toldAt = Number.NEGATIVE_INFINITY;
  /** Lets other work run, and shows the results so far. Returns false when the search is no longer wanted. */
  const giveWay = async (): Promise<boolean> => {
    if (clock.monotonic() - sliceSince < SLICE) return !isOver();
    if (clock.monotonic() - toldAt >= TELL_EVERY) {
      toldAt = clock.monotonic();
      give(false);
    }
    await new Promise<void>((resolve) => clock.setTimer(0, resolve));
    sliceSince = clock.monotonic();
    return !isOver();
  };
  const match = ({ name, id }: KnownChapter, chapter: SearchedChapter): void => {
    const now = clock.now();
    const [newExact, newAlike]: [Found[], Found[]] = [[], []];
    for (const place of matcher.matches(chapter).toReversed()) {
      const message = chapter.messages[place];
      if (message === undefined || (message.due !== 0 && message.due <= now) || isLeftOut(id, message)) continue;
      (matcher.isExact(message) ? newExact : newAlike).push({ message, name, id });
      // Those before it are older, but for a few that came late.
      if (newExact.length > 2 * mostKept) break;
    }
    const join = (before: readonly Found[], more: readonly Found[]): readonly Found[] =>
      more.length === 0 ? before : [...before, ...more].sort(byTime).slice(0, mostKept);
    exact = join(exact, newExact);
    alike = join(alike, newAlike);
  };
  const take = (known: KnownChapter, chapter: SearchedChapter): void => {
    match(known, chapter);
    searched++;
    messages += chapter.messages.length;
    unopened += chapter.unopened;
    for (const { by } of chapter.messages) authors.add(by);
  };
  const hasEnough = (): boolean => (exact[query.most]?.message.at ?? Number.NEGATIVE_INFINITY) >= settledFrom;

  // Chapters read before: their summaries say which ones to search.
  const current = here.filter(({ state, summary }) => state === 'current' && summary !== undefined);
  current.sort((a, b) => (b.summary?.newest ?? 0) - (a.summary?.newest ?? 0));
  const stale = here.filter((one) => !current.includes(one));
  const promising = current.filter(({ summary }) => summary !== undefined && matcher.mayMatch(summary));
  const reading = new Map<DocumentName, Promise<SearchedChapter | undefined>>();
  let ahead = 0;
  const readAhead = (): void => {
    for (; reading.size < AHEAD && ahead < promising.length; ahead++) {
      const known = promising[ahead];
      if (known !== undefined) reading.set(known.name, index.read(known.name));
    }
  };
  // What changed since it was read may hold the newest of all.
  for (const known of stale.filter(({ summary }) => summary !== undefined)) {
    const chapter = await index.read(known.name);
    if (isOver()) return;
    if (chapter !== undefined) take(known, chapter);
    stale.splice(stale.indexOf(known), 1);
    if (!(await giveWay())) return;
  }
  for (const known of current) {
    const { summary } = known;
    if (summary === undefined) continue;
    settledFrom = summary.newest;
    if (hasEnough()) {
      isEnough = true;
      break;
    }
    readAhead();
    const read = reading.get(known.name);
    if (read !== undefined) {
      const chapter = await read;
      reading.delete(known.name);
      if (isOver()) return;
      if (chapter === undefined) stale.push(known);
      else take(known, chapter);
    } else {
      searched++;
      messages += summary.count;
      unopened += summary.unopened;
      for (const one of summary.authors) authors.add(one);
    }
    if (!(await giveWay())) return;
  }
  settledFrom = isEnough ? settledFrom : Number.NEGATIVE_INFINITY;

  // What the device has and has not read yet.
  for (const known of isEnough ? [] : stale) {
    give(false);
    const chapter = await index.read(known.name);
    if (isOver()) return;
    if (chapter !== undefined) take(known, chapter);
    if (!(await giveWay())) return;
  }
  // What only the server has.
  for (const known of query.fetch === true && !isEnough ? [...away] : []) {
    if (!isReachable(known.id)) continue;
    give(false);
    await fetching.fetch(known.name, FETCH_WITHIN);
    if (isOver()) return;
    const chapter = await index.read(known.name);
    if (isOver()) return;
    const after = index.chapters(known.id).find(({ name }) => name === known.name);
    if (chapter === undefined || after === undefined || after.isBehind) continue;
    away.delete(known);
    fetched++;
    exact = exact.filter(({ name }) => name !== known.name);
    alike = alike.filter(({ name }) => name !== known.name);
    if (known.state === 'away') {
      here.push(known);
      take(known, chapter);
    } else match(known, chapter);
    if (!(await giveWay())) return;
  }
  if (!isOver()) give(true);
};
