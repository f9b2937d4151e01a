import { batch, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { NO_SEARCH, type SearchHit, type SearchView, searchTopic } from '../../channel/search-view.ts';
import { createOwnStore } from '../../primitives/own-store/create-own-store.ts';
import type { App } from '../app-context.ts';
import { type Asked, addressOf, isAsked, parseAsked } from './asked.ts';

/** How many messages are found at first, and how many more each time. */
const STEP = 50;
/** The address follows what is typed; browsers limit how often it may change. ms */
const ADDRESS_AFTER = 300;

export interface SearchModel {
  readonly asked: () => Asked;
  readonly ask: (change: Partial<Asked>) => void;
  /** undefined: nothing is asked for. */
  readonly view: () => SearchView | undefined;
  readonly hits: () => readonly SearchHit[];
  readonly showMore: () => void;
  /** Has chapters fetched that are not on this device. */
  readonly fetchAway: () => void;
}

export const createSearch = (app: App): SearchModel => {
  const addressed = (): string => {
    const route = app.router.route();
    return route.name === 'search' ? route.asked : '';
  };
  const [asked, setAsked] = createSignal(parseAsked(untrack(addressed)));
  const [most, setMost] = createSignal(STEP);
  const [fetching, setFetching] = createSignal(false);
  const [state, setState] = createOwnStore<{ view: SearchView }>({ view: NO_SEARCH }, { key: 'messageId' });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const keepAddress = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const address = addressOf(untrack(asked));
    if (untrack(app.router.route).name === 'search' && untrack(addressed) !== address)
      app.router.go({ name: 'search', asked: address }, 'replace');
  };
  onCleanup(() => clearTimeout(timer));
  // Somebody went to another search: by the list, or back.
  createEffect(
    on(
      addressed,
      (address) => {
        if (timer === undefined && app.router.route().name === 'search' && address !== addressOf(untrack(asked)))
          start(parseAsked(address));
      },
      { defer: true },
    ),
  );
  const start = (next: Asked): void =>
    batch(() => {
      setAsked(next);
      setMost(STEP);
      setFetching(false);
    });

  const topic = createMemo(() =>
    isAsked(asked())
      ? searchTopic({ ...asked(), most: most(), ...(fetching() ? { fetch: true as const } : {}) })
      : undefined,
  );
  createEffect(
    on(topic, (name) => {
      if (name === undefined) return setState({ view: NO_SEARCH });
      let hasShown = false;
      onCleanup(
        app.channel.subscribe(name, (message) => {
          if (message.type !== 'value') return;
          const view = message.value as SearchView;
          const isEmpty = view.exact.length + view.alike.length === 0;
          // Results of the query before stay on screen until this one has some.
          const keepsOld = view.state === 'searching' && isEmpty && !hasShown;
          hasShown ||= !isEmpty;
          setState({
            view: keepsOld
              ? { ...view, exact: untrack(() => state.view.exact), alike: untrack(() => state.view.alike) }
              : view,
          });
        }),
      );
    }),
  );

  return {
    asked,
    ask: (change) => {
      start({ ...untrack(asked), ...change });
      clearTimeout(timer);
      timer = setTimeout(keepAddress, ADDRESS_AFTER);
    },
    view: () => (topic() === undefined ? undefined : state.view),
    hits: () => (topic() === undefined ? [] : [...state.view.exact, ...state.view.alike]),
    showMore: () => setMost((now) => Math.min(1_000, now + STEP)),
    fetchAway: () => {
      // Once more, for those that did not come.
      setFetching(false);
      queueMicrotask(() => setFetching(true));
    },
  };
};
