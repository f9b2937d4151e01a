import { createSignal, onCleanup } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import type { Channel } from '../../channel/protocol.ts';

/** Long enough not to ask for every letter, short enough not to be felt. ms */
const PAUSE = 150;

export interface PeopleSearch {
  readonly query: () => string;
  readonly setQuery: (text: string) => void;
  readonly answer: () =>
    | { readonly query: string; readonly people: readonly Person[]; readonly complete: boolean }
    | undefined;
}

/** @param here only among people this device knows: the server is told nothing */
export const createPeopleSearch = (channel: Channel, here = false): PeopleSearch => {
  const [query, setShown] = createSignal('');
  const [answer, setAnswer] = createSignal<ReturnType<PeopleSearch['answer']>>();
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (text: string): Promise<void> => {
    asked += 1;
    const mine = asked;
    const result = await channel.call('searchPeople', { query: text, ...(here ? { here: true as const } : {}) });
    // Answers may overtake each other; only the newest question counts.
    if (mine !== asked) return;
    setAnswer(result.ok ? { query: text, ...result.value } : { query: text, people: [], complete: false });
  };
  const setQuery = (text: string): void => {
    setShown(text);
    clearTimeout(timer);
    const trimmed = text.trim();
    if (trimmed === '') {
      asked += 1;
      setAnswer(undefined);
      return;
    }
    timer = setTimeout(() => void ask(trimmed), PAUSE);
  };
  onCleanup(() => clearTimeout(timer));
  return { query, setQuery, answer };
};
