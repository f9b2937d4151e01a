// Loads at once what a replica loads late.
import '../../client/replica/search/search.ts';
import { type SearchHit, type SearchQuery, type SearchView, searchTopic } from '../../client/channel/search-view.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';

const queryOf = (words: string, filters: Partial<SearchQuery> = {}): SearchQuery => ({
  words,
  most: 50,
  ...filters,
});

/** A search that stays on the device's screen. */
export class OpenSearch {
  private readonly device: SimulatedDevice;
  private readonly topic: ReturnType<typeof searchTopic>;

  constructor(device: SimulatedDevice, words: string, filters: Partial<SearchQuery> = {}) {
    this.device = device;
    this.topic = searchTopic(queryOf(words, filters));
    device.subscribe(this.topic);
  }

  get view(): SearchView {
    const view = this.device.values.get(this.topic) as SearchView | undefined;
    if (view === undefined) throw new Error('nothing was told of the search');
    return view;
  }

  get hits(): readonly SearchHit[] {
    return [...this.view.exact, ...this.view.alike];
  }

  get texts(): readonly string[] {
    return this.hits.map(({ parts }) => parts.map(({ text }) => text).join(''));
  }

  close(): void {
    this.device.unsubscribe(this.topic);
  }
}
