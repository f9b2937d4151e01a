/** The search of the replica in a worker of a real browser, over its own database: filled once, then asked. */
import { browserDisk } from '../../client/replica/disk/browser-disk.ts';
import { searchDatabase } from '../../client/replica/documents/database-names.ts';
import { type DocumentRecord, NEW_DOCUMENT } from '../../client/replica/records.ts';
import { createIndexStore } from '../../client/replica/search/index-store.ts';
import { runSearch } from '../../client/replica/search/run-search.ts';
import type { IndexDeps } from '../../client/replica/search/search-deps.ts';
import { createSearchIndex } from '../../client/replica/search/search-index.ts';
import { encodeChapter, encodeSummary } from '../../client/replica/search/search-records.ts';
import { makeChapter, summarize } from '../../client/replica/search/searched-chapter.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { mulberry } from '../../tests/support/mulberry.ts';
import { makeCorpus, PER_CHAPTER, queriesOf } from './corpus.ts';

const USER = 'bench';
const CONVERSATIONS = 100;
const RECORD = { ...NEW_DOCUMENT, synced: 1 };
/** As the index writes it for such a record. */
const MARK = '0  1 0';

const random = mulberry(3);
const ids: readonly ConversationId[] = Array.from({ length: CONVERSATIONS }, (_, i) =>
  makeGroupId(1_600_000_000_000 + i, random),
);
const encoder = new TextEncoder();
const timers = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Chapters of all conversations lie over each other in time, as those of people do. */
const fill = async (chapters: number) => {
  const message = makeCorpus(1);
  const store = createIndexStore(browserDisk, searchDatabase(USER), () => {});
  let [text, kept] = [0, 0];
  const built: number[] = [];
  let number = 0;
  const rounds = chapters / CONVERSATIONS;
  for (let round = 0; round < rounds; round++)
    for (const [c, id] of ids.entries()) {
      const messages = Array.from({ length: PER_CHAPTER }, () => message(number++)).map((one, i) => ({
        ...one,
        at: one.at - (c * PER_CHAPTER - i * CONVERSATIONS) * 90_000 + i,
      }));
      for (const one of messages) text += encoder.encode(one.text).length;
      const since = performance.now();
      const chapter = makeChapter(messages, 0);
      const texts = encodeChapter(chapter);
      const summary = encodeSummary(summarize(chapter));
      built.push(performance.now() - since);
      kept += texts.length + summary.length;
      store.put(chapterDocument(id, round), MARK, chapter);
      // As many as are written at once in life, so that memory is not what is measured.
      if (c % 10 === 0) await store.chapter(chapterDocument(id, round));
    }
  await store.chapter(chapterDocument(ids[0] as ConversationId, 0));
  await store.close();
  return { text, kept, built };
};

const deps = (chapters: number): IndexDeps & Parameters<typeof runSearch>[0] => {
  const rounds = chapters / CONVERSATIONS;
  const numbers = Array.from({ length: rounds }, (_, i) => i);
  const record = new Map<string, DocumentRecord>(
    ids.flatMap((id) => numbers.map((n) => [chapterDocument(id, n), RECORD] as const)),
  );
  return {
    clock: timers,
    disk: browserDisk,
    userId: USER,
    me: 1,
    localState: { tables: { document: record, fact: new Map() } },
    directory: {
      ids: () => ids,
      get: () => ({ state: 'ready' }),
      chapters: () => numbers,
      versionOf: () => 1,
    },
    pool: { peek: () => undefined, use: () => Promise.reject(new Error('not needed')), leave: () => {} },
    fetching: { fetch: () => Promise.reject(new Error('not needed')) },
    isReachable: () => false,
    isLeftOut: () => false,
  };
};

type Index = ReturnType<typeof createSearchIndex>;
let opened: { readonly deps: ReturnType<typeof deps>; readonly index: Index } | undefined;

/** Time to the first results, or to the answer that there is none, and to the end. ms */
const ask = async (chapters: number, words: string) => {
  const since = performance.now();
  opened ??= (() => {
    const made = deps(chapters);
    return { deps: made, index: createSearchIndex(made) };
  })();
  let first: number | undefined;
  let found = 0;
  await runSearch(
    opened.deps,
    opened.index,
    { words, most: 50 },
    ({ exact, alike, isDone }) => {
      found = exact.length + alike.length;
      if (found > 0 || isDone) first ??= performance.now() - since;
    },
    () => false,
  );
  return { first: first ?? Number.NaN, all: performance.now() - since, found };
};

/** How long a search goes on after a key press ended it. ms */
const interrupt = async (chapters: number, words: string) => {
  await ask(chapters, 'warm');
  if (opened === undefined) return Number.NaN;
  let isOver = false;
  const running = runSearch(
    opened.deps,
    opened.index,
    { words, most: 50 },
    () => {},
    () => isOver,
  );
  await new Promise((resolve) => setTimeout(resolve, 60));
  const since = performance.now();
  isOver = true;
  await running;
  return performance.now() - since;
};

type Request =
  | { readonly do: 'fill'; readonly chapters: number }
  | { readonly do: 'queries' }
  | { readonly do: 'ask' | 'interrupt'; readonly chapters: number; readonly words: string };

globalThis.addEventListener('message', async ({ data, ports: [port] }: MessageEvent<Request>) => {
  const answer =
    data.do === 'fill'
      ? await fill(data.chapters)
      : data.do === 'queries'
        ? queriesOf(makeCorpus(1))
        : data.do === 'ask'
          ? await ask(data.chapters, data.words)
          : await interrupt(data.chapters, data.words);
  port?.postMessage(answer);
});
