/**
 * Loads pages of the feed in steps: each step lists its reads, given what was read before. A driver runs the reads of a
 * step together. What pages share is read once.
 */
import type { FeedRequest } from '../ports/feed.ts';
import { type ReadPlace, unreadSegments } from '../rules/count-unread.ts';
import { answersRequests } from '../rules/decide-group-links.ts';
import { type ConversationNews, isRecent, type NewsReader, type PickedPage, pickPage } from '../rules/feed-changes.ts';
import { decodeCursor, type FeedCursor } from '../rules/feed-cursor.ts';
import type { FeedConversation } from '../rules/feed-facts.ts';
import { startIn } from '../rules/feed-page.ts';
import type {
  AskerColumns,
  CONVERSATION_READS,
  NEWS_READS,
  OwnColumns,
  PART_READS,
  READ_TOLD_MARKS,
} from './feed-reads.ts';
import { conversationOf, newsOf } from './feed-rows.ts';
import type { InputsOf, RowsOf } from './statements.ts';

export const pairKey = (first: number, second: number): string => `${first}/${second}`;

/** Rows by a key, each list in the order of the rows. */
export const groupBy = <R, K>(rows: readonly R[], keyOf: (row: R) => K): Map<K, R[]> => {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};

/** One request of an account that exists. */
export interface Asker extends FeedCursor {
  readonly place: number;
  readonly limit: number;
  readonly row: AskerColumns;
}

/** @param cursor the change counter: a later position comes from a database that no longer exists */
export const askersOf = (
  requests: readonly FeedRequest[],
  rows: readonly AskerColumns[],
  cursor: number,
): readonly Asker[] =>
  rows.flatMap((row) => {
    const request = requests[row.place];
    if (request === undefined) return [];
    const asked = decodeCursor(request.since);
    const from = asked.position > cursor ? { position: 0, base: 0 } : asked;
    return [{ ...from, place: row.place, limit: Math.max(1, request.limit), row }];
  });

export const newsInputs = (askers: readonly Asker[], cursor: number): InputsOf<typeof NEWS_READS> => {
  const accounts = [...new Set(askers.map(({ row }) => row.number))].map((account): [number] => [account]);
  const since = (list: readonly Asker[], field: 'base' | 'position') =>
    list.map((asker): [number, number, number] => [asker.place, asker.row.number, asker[field]]);
  const news = Map.groupBy(askers, ({ position }) => isRecent(position, cursor));
  const people = Map.groupBy(askers, ({ base }) => isRecent(base, cursor));
  return {
    blockers: accounts,
    blocked: accounts,
    recent: since(news.get(true) ?? [], 'position'),
    all: since(news.get(false) ?? [], 'position'),
    recentPeople: since(people.get(true) ?? [], 'base'),
    allPeople: since(people.get(false) ?? [], 'base'),
    blocksTold: since(askers, 'base'),
  };
};
export type NewsRows = RowsOf<typeof NEWS_READS>;
type ToldMarks = RowsOf<{ rows: typeof READ_TOLD_MARKS }>['rows'];

/** An asker with the conversations that may have changed for them. */
export interface Reader {
  readonly asker: Asker;
  readonly found: readonly ConversationNews[];
  readonly blockers: ReadonlyMap<number, number | null>;
  readonly blocked: ReadonlySet<number>;
}

export const readersOf = (askers: readonly Asker[], rows: NewsRows): readonly Reader[] => {
  const found = groupBy([...rows.recent, ...rows.all], ({ place }) => place);
  const blockers = groupBy(rows.blockers, ({ account }) => account);
  const blocked = groupBy(rows.blocked, ({ account }) => account);
  return askers.map((asker) => {
    const { number } = asker.row;
    return {
      asker,
      // One row for each conversation.
      found: [...new Map((found.get(asker.place) ?? []).map((row) => [row.conversation, newsOf(row)])).values()],
      blockers: new Map((blockers.get(number) ?? []).map((row) => [row.number, row.seen_at])),
      blocked: new Set((blocked.get(number) ?? []).map((row) => row.number)),
    };
  });
};

/** Only an account that others block misses some watermarks. */
export const toldMarksInputs = (readers: readonly Reader[]): readonly [number, number][] => {
  const pairs = new Map<string, [number, number]>();
  for (const { asker, found, blockers } of readers)
    if (blockers.size > 0)
      for (const { conversation } of found)
        pairs.set(pairKey(asker.row.number, conversation), [asker.row.number, conversation]);
  return [...pairs.values()];
};

/** A reader with what their page shows. */
export interface Page extends Reader {
  readonly page: PickedPage;
}

export const pagesOf = (readers: readonly Reader[], told: ToldMarks): readonly Page[] => {
  const marks = groupBy(told, ({ account }) => account);
  return readers.map((reader) => {
    const { asker, found, blockers, blocked } = reader;
    const { number } = asker.row;
    const toldMarks = new Map((marks.get(number) ?? []).map((row) => [row.conversation, row.changed]));
    const by: NewsReader = { number, blocked, toldMarks: blockers.size === 0 ? undefined : toldMarks };
    return { ...reader, page: pickPage(found, by, asker.position, asker.limit) };
  });
};

export const conversationInputs = (pages: readonly Page[]): InputsOf<typeof CONVERSATION_READS> => ({
  conversations: [...new Set(pages.flatMap(({ page }) => page.conversations))].map((id): [number] => [id]),
  own: pages.flatMap(({ asker, page }) =>
    page.conversations.map((id): [number, number, number] => [asker.place, id, asker.row.number]),
  ),
});

/** The conversations of all pages, and the askers' rows in them. */
export interface Shown {
  readonly conversations: ReadonlyMap<number, FeedConversation>;
  /** By request index and conversation. */
  readonly own: ReadonlyMap<string, OwnColumns>;
}

export const shownOf = ({ conversations, own }: RowsOf<typeof CONVERSATION_READS>): Shown => ({
  conversations: new Map(conversations.map((row) => [row.id, conversationOf(row)])),
  own: new Map(own.map((row) => [pairKey(row.place, row.conversation), row])),
});

/** After which change the asker is sent the rows of a conversation. */
export const startOf = ({ asker }: Page, own: OwnColumns): number => startIn(own, asker.base);

export const readPlaceOf = (conversation: FeedConversation, { read }: Pick<OwnColumns, 'read'>): ReadPlace => ({
  conversation: conversation.id,
  read,
  newest: conversation.seq,
});

export const partInputs = (pages: readonly Page[], { conversations, own }: Shown): InputsOf<typeof PART_READS> => {
  const parts = new Map<string, [number, number]>();
  const requests = new Map<number, [number]>();
  const keptHeads = new Map<string, [number, number]>();
  const places: ReadPlace[] = [];
  for (const page of pages) {
    for (const id of page.page.conversations) {
      const mine = own.get(pairKey(page.asker.place, id));
      const conversation = conversations.get(id);
      if (mine === undefined || conversation === undefined || mine.removed_at !== null) continue;
      const start = startOf(page, mine);
      parts.set(pairKey(id, start), [id, start]);
      places.push(readPlaceOf(conversation, mine));
      if (answersRequests(conversation.kind, mine.role, conversation.rights)) requests.set(id, [id]);
      const account = page.asker.row.number;
      if (mine.keeps_head === 1) keptHeads.set(pairKey(id, account), [id, account]);
    }
  }
  const changed = [...parts.values()];
  return {
    unread: unreadSegments(places),
    members: changed,
    chapters: changed,
    requests: [...requests.values()],
    keptHeads: [...keptHeads.values()],
  };
};
