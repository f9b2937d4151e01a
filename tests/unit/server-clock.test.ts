import { expect, it } from 'vitest';
import { parseUserId } from '../../shared/ids/account.ts';
import { createLastSeen } from '../../sync-server/documents/last-seen.ts';
import { createSessionUses } from '../../sync-server/sign-in/session-uses.ts';

const HOUR = 3_600_000;

/** A server's two clocks, of which the wall clock is set. */
const clocks = () => {
  let passed = 0;
  let skew = 0;
  return {
    now: () => 1_760_000_000_000 + passed + skew,
    monotonic: () => passed,
    pass: (ms: number) => {
      passed += ms;
    },
    set: (ms: number) => {
      skew += ms;
    },
  };
};

it.each([-24 * HOUR, 24 * HOUR])(
  'NET-5 a session is noted as used every five minutes when the clock is set by %i ms',
  async (jump) => {
    const clock = clocks();
    const saved: number[] = [];
    const note = createSessionUses(async (_, at) => saved.push(at.getTime()), clock);
    note('s');
    clock.set(jump);
    clock.pass(60_000);
    note('s');
    expect(saved).toHaveLength(1);
    clock.pass(5 * 60_000);
    note('s');
    expect(saved).toEqual([expect.any(Number), clock.now()]);
  },
);

it('NET-5 people are written down as seen every five minutes when the clock is set ahead', async () => {
  const clock = clocks();
  const saved: number[] = [];
  const seen = createLastSeen({
    save: async (all) => void saved.push(...all.map(({ at }) => at)),
    announce: async () => {},
    now: clock.now,
    monotonic: clock.monotonic,
    onError: (error) => {
      throw error;
    },
  });
  const alice = parseUserId('alice');
  if (alice === undefined) throw new Error('Alice has an id.');
  seen.came(alice);
  await seen.tick();
  clock.set(24 * HOUR);
  clock.pass(60_000);
  await seen.tick();
  expect(saved).toHaveLength(1);
  clock.pass(4 * 60_000);
  await seen.tick();
  expect(saved).toHaveLength(2);
});
