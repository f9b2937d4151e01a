import { createEffect, createMemo, createSignal, on } from 'solid-js';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import { stepAround } from '../../primitives/roving-focus/steps.ts';
import type { App } from '../app-context.ts';
import { createPeopleSearch } from '../people-picker/create-people-search.ts';
import { switchPeople, switchRows } from './switch-options.ts';

/** Letters from which on people of the server are looked for. */
const ASK_FROM = 2;

export interface Switcher {
  readonly query: () => string;
  readonly setQuery: (text: string) => void;
  readonly rows: () => readonly ConversationRow[];
  readonly people: () => readonly Person[];
  /** Place of the option that Enter chooses: rows first, then people. */
  readonly at: () => number;
  readonly move: (by: number) => void;
  /** Opens the option at a place; undefined: there is none, or it could not be opened. */
  readonly choose: (at: number) => void;
}

export const createSwitcher = (app: App, onChosen: () => void): Switcher => {
  const [query, setShown] = createSignal('');
  const [at, setAt] = createSignal(0);
  const search = createPeopleSearch(app.channel);
  const rows = createMemo(() => switchRows(app.conversations() ?? [], query()));
  const people = createMemo(() =>
    switchPeople(search.answer()?.people ?? [], app.conversations() ?? [], app.me().userId),
  );
  const count = () => rows().length + people().length;
  createEffect(on(query, () => setAt(0), { defer: true }));

  const start = async (person: Person): Promise<void> => {
    const { userId, number, name } = person;
    const result = await app.channel.call('startDirect', { person: { userId, number, name } });
    if (app.done(result)) app.router.go({ name: 'conversation', id: result.value.conversationId });
  };
  return {
    query,
    setQuery: (text) => {
      setShown(text);
      search.setQuery(text.trim().length >= ASK_FROM ? text : '');
    },
    rows,
    people,
    at: () => Math.min(at(), Math.max(0, count() - 1)),
    move: (by) => setAt((now) => stepAround(now, by, count())),
    choose: (place) => {
      const row = rows()[place];
      const person = people()[place - rows().length];
      if (row === undefined && person === undefined) return;
      // First, so that the focus goes back before the conversation takes it.
      onChosen();
      if (row !== undefined) app.router.go({ name: 'conversation', id: row.id });
      else if (person !== undefined) void start(person);
    },
  };
};
