import { expect, it } from 'vitest';
import type { FeedPage } from '../../shared/protocol/facts.ts';
import type { FeedRequest } from '../../storage/ports/feed.ts';
import { gatherFeeds } from '../../sync-server/documents/gathered-feed.ts';
import { userId } from '../contract/plain-write.ts';

const page = ({ since }: FeedRequest): FeedPage => ({
  epoch: 'e',
  since,
  cursor: since + 1,
  more: false,
  people: [],
  conversations: [],
  at: 1,
});

it('FEED-10 pages asked for at one moment are read together, and each asker gets its own', async () => {
  const reads: number[] = [];
  const feed = gatherFeeds({
    feeds: async (requests) => {
      reads.push(requests.length);
      return requests.map(page);
    },
  });
  const pages = await Promise.all(Array.from({ length: 130 }, (_, since) => feed(userId('alice'), since, 10)));
  expect(pages.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 130 }, (_, since) => since + 1));
  expect(reads).toEqual([100, 30]);
  await feed(userId('alice'), 0, 10);
  expect(reads).toEqual([100, 30, 1]);
});

it('FEED-10 a read that fails fails for all who asked, and the next is tried', async () => {
  let isFull = true;
  const feed = gatherFeeds({
    feeds: async (requests) => {
      if (isFull) throw new Error('disk full');
      return requests.map(page);
    },
  });
  const results = await Promise.allSettled([feed(userId('alice'), 0, 10), feed(userId('bob'), 0, 10)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isFull = false;
  expect(await feed(userId('bob'), 0, 10)).toMatchObject({ cursor: 1 });
});
