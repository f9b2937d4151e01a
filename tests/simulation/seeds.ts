import { expect, it } from 'vitest';
import { runSeed } from './world.ts';

/** Seeds that once failed, when writing was the only operation on messages; run with that alone. */
export const FIRST_REGRESSIONS: readonly number[] = [
  22, 33, 76, 86, 98, 174, 247, 272, 311, 1096, 1216, 1348, 1376, 1396, 1427, 1442, 2101, 3455, 4638, 4968, 10246,
  10897, 11134,
];

/** Seeds that once failed before members acted on each other; run without those acts. */
export const MESSAGE_REGRESSIONS: readonly number[] = [2108];

/** Seeds that once failed before most attacks, and before sessions ended; run without those. */
export const MEMBER_REGRESSIONS: readonly number[] = [1033, 1264, 1328, 1665, 1687, 1743, 1756, 1816, 2114];

/** Seeds that once failed before browsers ended stores; run without that. */
export const SESSION_REGRESSIONS: readonly number[] = [3482, 6111, 9488];

/** Seeds that once failed before people sent files; run without those. */
export const STORE_REGRESSIONS: readonly number[] = [
  10, 19, 114, 261, 397, 25, 126, 206, 1088, 1208, 96, 141, 148, 2089, 2157, 2238, 2683, 2739, 3184, 3192, 3776, 3801,
  3851, 4098, 4108, 4137, 4180, 5123, 6497,
];

/** Seeds that once failed with what is not sent carried to other devices. */
export const CARRIED_REGRESSIONS: readonly number[] = [5006, 5018];

/** Seeds that once failed; each is kept forever. */
export const REGRESSIONS: readonly number[] = [189, 2_000_326, 2_000_734];

/** Seeds that once failed with all words sealed, before people sent files. */
export const SEALED_REGRESSIONS: readonly number[] = [31, 62];

const BATCH = 10;

/** One test per ten seeds, so that a failure names few and the report stays short. */
export const simulate = (from: number, count: number): void => {
  for (let first = from; first < from + count; first += BATCH)
    it(`SIM-1 SIM-4 seeds ${first} to ${first + BATCH - 1}: every replica is equal, nothing acked is missing or doubled, nothing typed is gone`, async () => {
      let written = 0;
      for (let seed = first; seed < first + BATCH; seed++) written += (await runSeed(seed)).written;
      expect(written).toBeGreaterThan(BATCH);
    }, 120_000);
};
