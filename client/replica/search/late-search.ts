import type { DocumentName } from '../../../shared/document/name.ts';
import { NO_SEARCH, type SearchTopic, type SearchView } from '../../channel/search-view.ts';
import type { DocumentChanged } from '../documents/replica-document.ts';
import type { Search } from './search.ts';
import type { SearchDeps } from './search-deps.ts';

export interface LateSearch {
  readonly value: (topic: SearchTopic) => SearchView;
  readonly leave: (topic: SearchTopic) => void;
  readonly documentChanged: (change: Pick<DocumentChanged, 'live' | 'messages'>) => void;
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** Code that could not be loaded is tried again after this while somebody waits. ms */
const LOAD_AGAIN = 5_000;

/** The search, whose code loads when somebody searches, or some time after the start. @param after ms; undefined: never by itself */
export const createLateSearch = (deps: SearchDeps, after: number | undefined): LateSearch => {
  let search: Search | undefined;
  let loading: Promise<void> | undefined;
  let isStopped = false;
  let cancel: (() => void) | undefined;
  const asked = new Set<SearchTopic>();
  const missed = new Set<DocumentName>();
  const load = (): Promise<void> => {
    loading ??= import('./search.ts').then(
      ({ createSearch }) => {
        if (isStopped) return;
        search = createSearch(deps);
        search.missed(missed);
        missed.clear();
        search.wake();
        for (const topic of asked) deps.emit({ type: 'search-progressed', topic });
        asked.clear();
      },
      () => {
        loading = undefined;
        if (asked.size > 0) cancel = deps.clock.setTimer(LOAD_AGAIN, () => void load());
      },
    );
    return loading;
  };
  if (after !== undefined) cancel = deps.clock.setTimer(after, () => void load());
  return {
    value: (topic) => {
      if (search !== undefined) return search.value(topic);
      asked.add(topic);
      void load();
      return NO_SEARCH;
    },
    leave: (topic) => {
      asked.delete(topic);
      search?.leave(topic);
    },
    documentChanged: (change) => {
      if (search !== undefined) search.documentChanged(change);
      else if (change.live.address.kind === 'chapter') missed.add(change.live.name);
    },
    wake: () => search?.wake(),
    stop: async () => {
      isStopped = true;
      cancel?.();
      await search?.stop();
    },
  };
};
