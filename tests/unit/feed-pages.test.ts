import { expect, it } from 'vitest';
import { createFeedPages } from '../../client/replica/sync/feed-pages.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';

const page = (since: number, cursor: number): FeedPage => ({
  epoch: 'e',
  since,
  cursor,
  more: false,
  people: [],
  conversations: [],
  at: 0,
});
const delta = (since: number) => ({ type: 'delta', page: { since } }) as const;
const feed = (since: number, cursor: number) => ({ type: 'feed', page: page(since, cursor) }) as const;
const turns = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A device that can expand no delta. */
const device = () => {
  const taken: number[] = [];
  const asked: ((answer: FeedPage | undefined) => void)[] = [];
  let reconnects = 0;
  const pages = createFeedPages({
    expand: () => undefined,
    fetch: () => {
      const { promise, resolve } = Promise.withResolvers<FeedPage | undefined>();
      asked.push(resolve);
      return promise;
    },
    onPage: ({ cursor }) => {
      if (cursor === 13) throw new Error('bad luck');
      taken.push(cursor);
    },
    reconnect: () => {
      reconnects++;
      pages.reset();
    },
  });
  return { pages, taken, asked, reconnects: () => reconnects };
};

it('FEED-17 a later page waits for one that has to be fetched, and goes with it when there is no answer', async () => {
  const { pages, taken, asked, reconnects } = device();
  pages.heard(feed(0, 1));
  pages.heard(delta(1));
  pages.heard(feed(2, 3));
  await turns();
  expect(taken).toEqual([1]);
  asked[0]?.(page(1, 2));
  await turns();
  expect(taken).toEqual([1, 2, 3]);

  pages.heard(delta(3));
  pages.heard(feed(4, 5));
  await turns();
  asked[1]?.(undefined);
  await turns();
  expect([taken, reconnects()]).toEqual([[1, 2, 3], 1]);
  pages.heard(feed(3, 6));
  await turns();
  expect(taken).toEqual([1, 2, 3, 6]);
});

it('FEED-17 what an ended connection told is not taken, and a page that fails hides none that follow', async () => {
  const { pages, taken, asked, reconnects } = device();
  pages.heard(delta(0));
  pages.heard(feed(1, 2));
  await turns();
  pages.reset();
  asked[0]?.(page(0, 1));
  await turns();
  expect(taken).toEqual([]);
  pages.heard(feed(12, 13));
  await turns();
  pages.heard(feed(12, 14));
  await turns();
  expect([taken, reconnects()]).toEqual([[14], 1]);
});
