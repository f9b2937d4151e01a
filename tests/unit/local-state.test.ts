import { expect, it } from 'vitest';
import { type Change, loadLocalState } from '../../client/replica/local-state.ts';
import type { RecordChanges, RecordStore } from '../../client/replica/ports.ts';
import { Scheduler } from '../simulation/scheduler.ts';

/** A store whose writes come through, or do not, when the test says so; in the order of the calls or in another. */
const heldStore = () => {
  const stored = new Map<string, unknown>();
  const waiting: ((done: boolean) => void)[] = [];
  const store: RecordStore = {
    get: async (key) => stored.get(key),
    getAll: async () => [],
    watch: () => {},
    write: ({ put, remove }: RecordChanges) =>
      new Promise((resolve) => {
        waiting.push((done) => {
          if (done) for (const [key, value] of put) stored.set(key, value);
          if (done) for (const key of remove) stored.delete(key);
          resolve(done);
        });
      }),
    close: async () => {},
  };
  return { store, stored, waiting };
};

const scene = async () => {
  const scheduler = new Scheduler();
  const held = heldStore();
  const session = { userId: 'u', number: 1_024, name: 'A', email: 'a@example.org', administrator: false };
  const localState = await loadLocalState(
    held.store,
    { ...session, generation: 0, epoch: 'e', cursor: 0, asOf: 0 },
    { setTimer: (ms, run) => scheduler.after(ms, run) },
    () => {},
  );
  return { scheduler, localState, ...held };
};
const draft = (unread: number): Change => ({
  kind: 'marks',
  key: 'g',
  value: { read: unread, delivered: 0, sentRead: 0, sentDelivered: 0 },
});

it('REP-35 nothing is durable while it is on its way to the disk', async () => {
  const { localState, waiting } = await scene();
  void localState.commit([draft(1)]);
  let answer: boolean | undefined;
  void localState.durable().then((durable) => {
    answer = durable;
  });
  await new Promise(setImmediate);
  expect(answer).toBeUndefined();
  waiting.shift()?.(true);
  await new Promise(setImmediate);
  expect(answer).toBe(true);
});

it('REP-35 what failed is tried again by who asks, and by itself', async () => {
  const { scheduler, localState, waiting, stored } = await scene();
  void localState.commit([draft(1)]);
  const durable = localState.durable();
  waiting.shift()?.(false);
  await new Promise(setImmediate);
  expect(localState.failing()).toBe(true);
  waiting.shift()?.(false);
  expect(await durable).toBe(false);
  await scheduler.run(1_000);
  waiting.shift()?.(true);
  await new Promise(setImmediate);
  expect([localState.failing(), stored.get('marks/g')]).toMatchObject([false, { read: 1 }]);
});

it.each([['before'], ['after']])(
  'REP-35 a write that failed %s a newer one of the same came through does not replace it',
  async (when) => {
    const { scheduler, localState, waiting, stored } = await scene();
    void localState.commit([draft(1)]);
    void localState.commit([draft(2)]);
    const [first, second] = waiting.splice(0);
    if (when === 'before') first?.(false);
    second?.(true);
    await new Promise(setImmediate);
    if (when === 'after') first?.(false);
    await scheduler.run(2_000);
    for (const come of waiting) come(true);
    await new Promise(setImmediate);
    expect(stored.get('marks/g')).toMatchObject({ read: 2 });
  },
);
