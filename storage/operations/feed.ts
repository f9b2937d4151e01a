import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';
import type { Feed, FeedRequest } from '../ports/feed.ts';
import { encodeCursor } from '../rules/feed-cursor.ts';
import { feedPage } from '../rules/feed-page.ts';
import { proofOf, READ_STATE, stateOf } from '../sql/epochs.ts';
import { acquaintedInputs, aloneInputs, fillPages, pageFacts, sightInputs, unreadOf } from '../sql/feed-facts.ts';
import {
  CONVERSATION_READS,
  NEWS_READS,
  PART_READS,
  READ_ACQUAINTED,
  READ_ASKERS,
  READ_TOLD_MARKS,
  READ_UNREAD_ALONE,
  SIGHT_READS,
} from '../sql/feed-reads.ts';
import {
  askersOf,
  conversationInputs,
  newsInputs,
  pagesOf,
  pairKey,
  partInputs,
  readersOf,
  shownOf,
  toldMarksInputs,
} from '../sql/feed-steps.ts';
import type { Connection } from './connection.ts';
import { driver, readCursor } from './work.ts';

/** Loads pages of the feed in steps, inside the caller's transaction. */
function* load(requests: readonly FeedRequest[], cursor: number) {
  const asking = yield* driver.read(
    READ_ASKERS,
    requests.map(({ userId }, place): [number, UserId] => [place, userId]),
  );
  const askers = askersOf(requests, asking, cursor);
  const news = yield* driver.readAll(NEWS_READS, newsInputs(askers, cursor));
  const readers = readersOf(askers, news);
  const pages = pagesOf(readers, yield* driver.read(READ_TOLD_MARKS, toldMarksInputs(readers)));
  const shown = shownOf(yield* driver.readAll(CONVERSATION_READS, conversationInputs(pages)));
  const parts = yield* driver.readAll(PART_READS, partInputs(pages, shown));
  const together = unreadOf(pages, shown, parts.unread);
  const alone = yield* driver.read(READ_UNREAD_ALONE, aloneInputs(together));
  const unread = new Map([
    ...together,
    ...alone.map((row): [string, number] => [pairKey(row.conversation, row.account), row.unread]),
  ]);
  const filled = fillPages(pages, news, shown, parts, unread);
  const sights = yield* driver.readAll(SIGHT_READS, sightInputs(filled));
  return pageFacts(filled, sights, yield* driver.read(READ_ACQUAINTED, acquaintedInputs(sights)));
}

/** Pages of the feed: for several followers of one conversation they cost little more than for one. */
export const createFeed = ({ now, read }: Connection): Feed => {
  const feeds = (requests: readonly FeedRequest[]): Promise<FeedPage[]> =>
    read(function* () {
      const cursor = yield* readCursor();
      const state = stateOf(yield* driver.read(READ_STATE, [[]]));
      const common = { epoch: state.epoch, proof: proofOf(state), at: now() };
      const pages = new Map(
        (yield* load(requests, cursor)).map(({ asker, facts }) => [asker.place, feedPage(facts, asker, cursor)]),
      );
      const empty = {
        cursor: encodeCursor({ position: cursor, base: cursor }),
        more: false,
        people: [],
        conversations: [],
      };
      return requests.map(({ since }, place) => ({ ...common, since, ...(pages.get(place) ?? empty) }));
    });

  return {
    feeds,
    feed: async (userId, since, limit) => {
      const [page] = await feeds([{ userId, since, limit }]);
      if (page === undefined) throw new Error('A request for the feed was not answered.');
      return page;
    },
  };
};
