import type { FeedPage } from '../../shared/protocol/facts.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import type { Feed, FeedRequest } from '../../storage/ports/feed.ts';

interface Waiting {
  readonly request: FeedRequest;
  readonly resolve: (page: FeedPage) => void;
  readonly reject: (reason: unknown) => void;
}

/** Combines requests for pages made at the same moment: one message is one read for all its followers. */
export const gatherFeeds = (facts: Pick<Feed, 'feeds'>): Feed['feed'] => {
  let waiting: Waiting[] = [];

  const ask = async (some: readonly Waiting[]): Promise<void> => {
    try {
      const pages = await facts.feeds(some.map(({ request }) => request));
      for (const [i, { resolve, reject }] of some.entries()) {
        const page = pages[i];
        if (page === undefined) reject(new Error('A request for the feed was not answered.'));
        else resolve(page);
      }
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  };

  const askAll = (): void => {
    const all = waiting;
    waiting = [];
    for (let i = 0; i < all.length; i += FEED_LIMITS.requestsAtOnce)
      void ask(all.slice(i, i + FEED_LIMITS.requestsAtOnce));
  };

  return (userId, since, limit) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(askAll);
      waiting.push({ request: { userId, since, limit }, resolve, reject });
    });
};
