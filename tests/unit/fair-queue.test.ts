import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { createFairQueue, type FairQueue } from '../../sync-server/gate/fair-queue.ts';
import { processTimers } from '../../sync-server/timers.ts';

/** A queue in virtual time, and what was started in which order. */
const makeQueue = (isPaced = true) => {
  const started: string[] = [];
  const turns: (() => void)[] = [];
  const timers = { ...processTimers, nextTurn: (work: () => void) => void turns.push(work) };
  const queue = createFairQueue({ now: () => Date.now(), timers, isPaced });
  const settle = () => new Promise<void>((resolve) => process.nextTick(resolve));
  return {
    queue,
    started,
    push: (key: string, cost = 1, bytes = 100, done: Promise<unknown> = Promise.resolve()) =>
      queue.push(key, {
        cost,
        bytes,
        start: () => {
          started.push(key);
          return done;
        },
      }),
    /** One turn of the event loop. */
    turn: async () => {
      for (const work of turns.splice(0)) work();
      await settle();
      await settle();
    },
    of: (key: string) => started.filter((one) => one === key).length,
  };
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

it('GATE-3 a frame of somebody else starts within one turn, whatever an account has sent before', async () => {
  const { push, turn, of } = makeQueue();
  for (let i = 0; i < 3_000; i++) push('mallory');
  const before = of('mallory');
  push('alice');
  await turn();
  expect(of('alice')).toBe(1);
  expect(of('mallory')).toBeLessThan(before + 600);
});

it('GATE-3 accounts share by cost, not by count', async () => {
  const { push, turn, of } = makeQueue(false);
  for (let i = 0; i < 100; i++) push('blocker', 10);
  for (let i = 0; i < 200; i++) {
    push('large', 50);
    push('small', 1);
  }
  for (let i = 0; i < 12; i++) await turn();
  expect(of('small')).toBe(200);
  expect(of('large')).toBeLessThan(60);
});

it('ADM-10 an account that sends faster than people do waits, others do not, and nothing is dropped', async () => {
  const { push, turn, of } = makeQueue();
  const all = GATE_LIMITS.costBurst + 1_000;
  for (let i = 0; i < all; i++) push('mallory');
  for (let i = 0; i < 100; i++) await turn();
  expect(of('mallory')).toBe(GATE_LIMITS.costBurst);
  push('alice');
  await turn();
  expect(of('alice')).toBe(1);
  for (let second = 1; second <= 4; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let i = 0; i < 10; i++) await turn();
  }
  expect(of('mallory')).toBe(all);
});

it('GATE-5 what a frame turned out to cost is paid by its account before the next one starts', async () => {
  const { push, queue, turn, of } = makeQueue();
  push('mallory');
  queue.charge('mallory', GATE_LIMITS.costBurst + GATE_LIMITS.costPerSecond);
  push('mallory');
  push('alice');
  await turn();
  expect([of('mallory'), of('alice')]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(900);
  await turn();
  expect(of('mallory')).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  await turn();
  expect(of('mallory')).toBe(2);
});

it('GATE-4 an account whose frames wait is not read any more, and is read again when half of them are done', async () => {
  const { push, queue, turn } = makeQueue(false);
  const calls: string[] = [];
  const flow = { pause: () => calls.push('pause'), resume: () => calls.push('resume') };
  const leave = queue.join('mallory', flow);
  queue.join('alice', { pause: () => calls.push('alice'), resume: () => calls.push('alice') });
  const ends: (() => void)[] = [];
  const wait = () => new Promise<void>((resolve) => ends.push(resolve));
  for (let i = 0; i <= GATE_LIMITS.heldBytes / (1024 * 1024); i++) push('mallory', 1, 1024 * 1024, wait());
  await turn();
  expect(calls).toEqual(['pause']);
  const late = { pause: () => calls.push('late'), resume: () => calls.push('late') };
  queue.join('mallory', late);
  expect(calls).toEqual(['pause', 'late']);
  for (const end of ends.splice(0, 4)) end();
  await turn();
  expect(calls).toEqual(['pause', 'late']);
  for (const end of ends.splice(0)) end();
  await turn();
  expect(calls).toEqual(['pause', 'late', 'resume', 'late']);
  leave();
});

it('GATE-4 whatever is sent, all of it is started once, in the order of its account', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ who: fc.nat(3), cost: fc.integer({ min: 1, max: 500 }) }), { maxLength: 60 }),
      async (works) => {
        const turns: (() => void)[] = [];
        const queue: FairQueue = createFairQueue({
          now: () => 0,
          timers: { ...processTimers, nextTurn: (work) => void turns.push(work) },
          isPaced: false,
        });
        const started: number[] = [];
        for (const [i, { who, cost }] of works.entries())
          queue.push(String(who), { cost, bytes: 1, start: async () => void started.push(i) });
        for (let i = 0; i < 200 && started.length < works.length; i++) {
          for (const work of turns.splice(0)) work();
          await new Promise<void>((resolve) => process.nextTick(resolve));
        }
        expect(started.toSorted((a, b) => a - b)).toEqual(works.map((_, i) => i));
        for (const who of [0, 1, 2, 3]) {
          const theirs = started.filter((i) => works[i]?.who === who);
          expect(theirs).toEqual(theirs.toSorted((a, b) => a - b));
        }
      },
    ),
  );
});
