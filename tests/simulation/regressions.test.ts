import { expect, it } from 'vitest';
import {
  CARRIED_REGRESSIONS,
  FIRST_REGRESSIONS,
  MEMBER_REGRESSIONS,
  MESSAGE_REGRESSIONS,
  REGRESSIONS,
  SESSION_REGRESSIONS,
  STORE_REGRESSIONS,
} from './seeds.ts';
import { runSeed } from './world.ts';

it.each(FIRST_REGRESSIONS.map((seed) => [seed]))('SIM-2 early seed %i, which failed once, holds', async (seed) => {
  expect((await runSeed(seed, 60, 'first')).written).toBeGreaterThan(0);
});

it.each(MESSAGE_REGRESSIONS.map((seed) => [seed]))(
  'SIM-2 seed %i of before members acted, which failed once, holds',
  async (seed) => {
    expect((await runSeed(seed, 60, 'messages')).written).toBeGreaterThan(0);
  },
);

it.each(MEMBER_REGRESSIONS.map((seed) => [seed]))(
  'SIM-2 seed %i of before most attacks, which failed once, holds',
  async (seed) => {
    expect((await runSeed(seed, 60, 'members')).written).toBeGreaterThan(0);
  },
);

it.each(SESSION_REGRESSIONS.map((seed) => [seed]))(
  'SIM-2 seed %i of before stores ended, which failed once, holds',
  async (seed) => {
    expect((await runSeed(seed, 60, 'sessions')).written).toBeGreaterThan(0);
  },
);

it.each(STORE_REGRESSIONS.map((seed) => [seed]))(
  'SIM-2 seed %i of before people sent files, which failed once, holds',
  async (seed) => {
    expect((await runSeed(seed, 60, 'stores')).written).toBeGreaterThan(0);
  },
);

it.each(CARRIED_REGRESSIONS.map((seed) => [seed]))(
  'SIM-2 OUT-10 seed %i with unsent messages carried between devices, which failed once, holds',
  async (seed) => {
    const { seen } = await runSeed(seed, 60, 'carried');
    expect(seen.carried).toBeGreaterThan(0);
  },
);

it.each(REGRESSIONS.map((seed) => [seed]))('SIM-2 seed %i, which failed once, holds', async (seed) => {
  expect((await runSeed(seed)).written).toBeGreaterThan(0);
});

it('SIM-3 a seed decides the run: twice the same story', async () => {
  const [first, second] = [await runSeed(1), await runSeed(1)];
  expect(second.events).toEqual(first.events);
}, 60_000);
