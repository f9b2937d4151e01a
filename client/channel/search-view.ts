/** What a search is asked and what it says; a topic `search/<query>` streams a view of it. */
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { FullMessageRef } from './commands.ts';

/** What a message can have. */
export const HAS = ['link', 'picture', 'video', 'voice', 'file', 'poll', 'place', 'contact'] as const;
export type Has = (typeof HAS)[number];

export interface SearchQuery {
  /** As typed. */
  readonly words: string;
  /** The conversation to search; undefined: all. */
  readonly in?: ConversationId | undefined;
  /** Account number of the author. */
  readonly by?: number | undefined;
  /** First and last moment, ms since 1970. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly has?: Has | undefined;
  /** Only messages that mention the reader. */
  readonly mentions?: true | undefined;
  /** How many messages to find. */
  readonly most: number;
  /** Chapters that are not on the device are fetched. */
  readonly fetch?: true | undefined;
}
export type SearchTopic = `search/${string}`;

/** Whether a query asks for anything. */
export const isAsking = ({ words, by, after, before, has, mentions }: Omit<SearchQuery, 'most'>): boolean =>
  words.trim() !== '' || [by, after, before, has, mentions].some((one) => one !== undefined);

export const searchTopic = (query: SearchQuery): SearchTopic => `search/${JSON.stringify(query)}`;

export interface SearchHit extends FullMessageRef {
  /** The conversation's. */
  readonly title: string;
  readonly author: string;
  readonly own: boolean;
  /** ms since 1970. */
  readonly at: number;
  /** What stands around the words, in pieces. */
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
}

export interface SearchView {
  readonly state: 'searching' | 'done';
  /** What is spelled as typed, then other spellings; the newest first in both. */
  readonly exact: readonly SearchHit[];
  readonly alike: readonly SearchHit[];
  /** There are more than these, or may be. */
  readonly more: boolean;
  /** Chapters on this device, and how many of them have been searched. */
  readonly chapters: number;
  readonly searched: number;
  /** Messages in the searched ones. */
  readonly messages: number;
  /** Chapters of which this device lacks something, so that they were not searched, or not wholly. */
  readonly away: number;
  /** They can be fetched now; `fetched`: how many have been, of those this search began with. */
  readonly fetching: 'offline' | 'possible' | 'running';
  readonly fetched: number;
  /** Messages that could not be searched because this device cannot show them, or not yet. */
  readonly unopened: number;
  /** Who wrote in the searched chapters. */
  readonly authors: readonly { readonly number: number; readonly name: string }[];
}

export const NO_SEARCH: SearchView = {
  state: 'searching',
  exact: [],
  alike: [],
  more: false,
  chapters: 0,
  searched: 0,
  messages: 0,
  away: 0,
  fetching: 'offline',
  fetched: 0,
  unopened: 0,
  authors: [],
};

/** All that may be searched has been: only then nothing found means that there is nothing. */
export const isComplete = (view: SearchView): boolean =>
  view.state === 'done' && view.searched === view.chapters && view.away === 0 && view.unopened === 0;
