import { parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { markText } from '../../../shared/search/mark-text.ts';
import { parseQuery } from '../../../shared/search/parse-query.ts';
import { parseSearchTopic } from '../../channel/parse-search-topic.ts';
import {
  isAsking,
  NO_SEARCH,
  type SearchHit,
  type SearchQuery,
  type SearchTopic,
  type SearchView,
} from '../../channel/search-view.ts';
import type { DocumentChanged } from '../documents/replica-document.ts';
import { type Found, runSearch, type SearchProgress } from './run-search.ts';
import type { SearchDeps } from './search-deps.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';
import { searchedMessage } from './searched-message.ts';

export interface Search extends Pick<SearchIndex, 'missed' | 'stop'> {
  readonly value: (topic: SearchTopic) => SearchView;
  /** Nobody looks at it any more. */
  readonly leave: (topic: SearchTopic) => void;
  readonly documentChanged: (change: Pick<DocumentChanged, 'live' | 'messages'>) => void;
  readonly wake: () => void;
}

/** After a change the searches on screen run again; several changes together cause one run. ms */
const AGAIN_AFTER = 100;

interface Running {
  readonly query: SearchQuery;
  progress: SearchProgress | undefined;
  view: SearchView;
  /** The number of the newest run; earlier runs are over. */
  run: number;
  /** Ids of messages that left the results while it ran. */
  readonly gone: Set<string>;
  /** Something changed while it fetched. */
  isOld: boolean;
}

/** The searches of all tabs, each streamed under its topic. */
export const createSearch = (deps: SearchDeps): Search => {
  const { clock, directory, me, pool } = deps;
  const index = createSearchIndex(deps);
  const searches = new Map<SearchTopic, Running>();
  let running = 0;
  let cancelAgain: (() => void) | undefined;
  let isStopped = false;

  const toHit =
    ({ words }: SearchQuery) =>
    ({ id, name, message }: Found): SearchHit => {
      const address = parseDocumentName(name);
      return {
        conversationId: id,
        chapter: address?.kind === 'chapter' ? address.chapter : 0,
        messageId: message.id as MessageId,
        title: directory.get(id)?.title ?? '',
        author: directory.person(message.by).name,
        own: message.by === me,
        at: message.at,
        parts: markText(message.text, parseQuery(words)),
      };
    };
  const show = (topic: SearchTopic, one: Running): void => {
    const { progress, query } = one;
    if (progress === undefined) return;
    const { away, authors, isDone, exact, alike, ...counts } = progress;
    const isReachable = away.some(({ id }) => deps.isReachable(id));
    one.view = {
      ...counts,
      state: isDone ? 'done' : 'searching',
      exact: exact.map(toHit(query)),
      alike: alike.map(toHit(query)),
      away: away.length,
      fetching: !isReachable ? 'offline' : query.fetch === true && !isDone ? 'running' : 'possible',
      authors: [...authors].map((number) => ({ number, name: directory.person(number).name })),
    };
    deps.emit({ type: 'search-progressed', topic });
  };

  const start = async (topic: SearchTopic, one: Running): Promise<void> => {
    const run = ++one.run;
    // The new index reads everything again.
    one.gone.clear();
    const before = one.progress;
    const isOver = (): boolean => isStopped || one.run !== run || searches.get(topic) !== one;
    running++;
    index.setBusy(true);
    try {
      await runSearch(
        deps,
        index,
        one.query,
        (progress) => {
          // A run that only follows a change shows nothing before it has found as much again.
          const shown = (before?.exact.length ?? 0) + (before?.alike.length ?? 0);
          if (!progress.isDone && progress.exact.length + progress.alike.length < shown) return;
          // A run finds what it read before something left.
          const stays = (all: readonly Found[]): readonly Found[] =>
            all.filter((found) => !one.gone.has(found.message.id) && !isOut(found));
          one.progress = { ...progress, exact: stays(progress.exact), alike: stays(progress.alike) };
          show(topic, one);
        },
        isOver,
      );
    } finally {
      if (--running === 0) index.setBusy(false);
    }
    if (!one.isOld || isOver()) return;
    one.isOld = false;
    void start(topic, one);
  };
  const again = (): void => {
    if (searches.size === 0 || isStopped) return;
    cancelAgain ??= clock.setTimer(AGAIN_AFTER, () => {
      cancelAgain = undefined;
      // A search that fetches goes on, and looks once more when it is done.
      for (const [topic, one] of searches)
        if (one.query.fetch !== true || one.view.state === 'done') void start(topic, one);
        else one.isOld = true;
    });
  };

  /** A deleted or changed message leaves the results in the same turn. */
  const drop = (isGone: (found: Found) => boolean): void => {
    for (const [topic, one] of searches) {
      const { progress } = one;
      for (const found of progress === undefined ? [] : [...progress.exact, ...progress.alike])
        if (isGone(found)) one.gone.add(found.message.id);
      if (progress === undefined || ![...progress.exact, ...progress.alike].some(isGone)) continue;
      const stays = (all: readonly Found[]): readonly Found[] => all.filter((found) => !isGone(found));
      one.progress = { ...progress, exact: stays(progress.exact), alike: stays(progress.alike) };
      show(topic, one);
    }
  };
  const isSearched = (id: ConversationId): boolean => {
    const state = directory.get(id)?.state;
    return state === 'ready' || state === 'waiting';
  };
  const isOut = ({ id, message }: Found): boolean => {
    const isDue = message.due !== 0 && message.due <= clock.now();
    return isDue || !isSearched(id) || deps.isLeftOut(id, message);
  };

  return {
    missed: index.missed,
    value: (topic) => {
      const known = searches.get(topic);
      if (known !== undefined) return known.view;
      const query = parseSearchTopic(topic);
      if (query === undefined || !isAsking(query)) return { ...NO_SEARCH, state: 'done' };
      const one: Running = { query, progress: undefined, view: NO_SEARCH, run: 0, gone: new Set(), isOld: false };
      searches.set(topic, one);
      void start(topic, one);
      return one.view;
    },
    leave: (topic) => void searches.delete(topic),
    documentChanged: (change) => {
      index.documentChanged(change);
      const { live, messages } = change;
      drop(({ name, message }) => {
        if (name !== live.name || messages?.has(message.id as MessageId) === false) return false;
        const now = pool.peek(live.name)?.index?.get(message.id as MessageId);
        return now === undefined || searchedMessage(now, me)?.text !== message.text;
      });
      again();
    },
    wake: () => {
      index.wake();
      drop(isOut);
      again();
    },
    stop: async () => {
      isStopped = true;
      cancelAgain?.();
      searches.clear();
      await index.stop();
    },
  };
};
