import { expect, it } from 'vitest';
import type { UserId } from '../../shared/ids/account.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import { createFeedPush } from '../../sync-server/documents/feed-push.ts';
import { userId } from '../contract/plain-write.ts';

/** Followers of a feed in which something has always changed, and timers that a test moves on. */
const start = (count: number) => {
  const asked: UserId[] = [];
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const push = createFeedPush(
    async (user, since) => {
      asked.push(user);
      const people = [{ userId: user, number: 1, name: 'Ann' }];
      return { epoch: 'e', since, cursor: since + 1, more: false, people, conversations: [], at: 1 };
    },
    {
      setTimer: (ms, run) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    (error) => {
      throw error;
    },
  );
  const users = Array.from({ length: count }, (_, i) => userId(`user-${i}`));
  const pass = async (ms: number): Promise<void> => {
    for (const end = now + ms; now < end; ) {
      now++;
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((one) => one !== timer);
        timer.run();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  for (const user of users) push.follow(user, { isClosed: false, tell: () => undefined }, 0);
  return { push, users, asked, pass, isIdle: () => timers.length === 0 };
};

it('FEED-19 many that are told together rest, and then hear of all that changed meanwhile', async () => {
  const { push, users, asked, pass } = start(100);
  await pass(60);
  expect(asked).toHaveLength(100);
  await pass(5);
  for (let i = 0; i < 4; i++) {
    push.notify(users);
    await pass(100);
  }
  expect(asked).toHaveLength(100);
  await pass(FEED_LIMITS.restMs);
  expect(asked).toHaveLength(200);
  await pass(2_000);
  expect(asked).toHaveLength(200);
});

it('FEED-19 a person who is told alone hears at once, and so does a device that begins to follow', async () => {
  const { push, users, asked, pass, isIdle } = start(100);
  await pass(60);
  const [one] = users;
  if (one === undefined) throw new Error('There are followers.');
  push.follow(one, { isClosed: false, tell: () => undefined }, 0);
  await pass(61);
  expect(asked.length).toBeGreaterThan(100);
  await pass(1_000);
  const before = asked.length;
  for (let i = 0; i < 3; i++) {
    push.notify([one]);
    await pass(61);
  }
  // Two devices of theirs.
  expect(asked.length - before).toBe(6);
  await pass(1_000);
  expect(isIdle()).toBe(true);
});
