import { expect, it } from 'vitest';
import { SEALED_REGRESSIONS } from './seeds.ts';
import { runSeed } from './world.ts';

const BATCH = 10;

it.each([281, 291])(
  'SIM-5 ten seeds from %i, all words sealed: every promise holds, and storage holds nobody’s words',
  async (from) => {
    let written = 0;
    for (let seed = from; seed < from + BATCH; seed++) written += (await runSeed(seed, 60, 'all', true)).written;
    expect(written).toBeGreaterThan(BATCH);
  },
  120_000,
);

it.each(SEALED_REGRESSIONS.map((seed) => [seed]))('SIM-2 sealed seed %i, which failed once, holds', async (seed) => {
  expect((await runSeed(seed, 60, 'stores', true)).written).toBeGreaterThan(0);
});
