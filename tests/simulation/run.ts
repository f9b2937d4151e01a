/**
 * Runs the simulation by hand: `npm run simulate -- --seed 7` replays one seed with its story, `--seeds 5000` runs many in
 * as many processes as there are cores (`--workers 1`: in one), `--from 1000` begins elsewhere, `--steps 200` makes each run
 * longer. Earlier, smaller sets of operations: `--first` leaves out what people do with messages besides writing,
 * `--messages` what group members do with each other, `--members` most attacks and ending sessions, `--sessions` stores that
 * end, `--stores` files; `--carried` adds that unsent things are carried between devices. With `--sealed` all words are
 * sealed with an `alg` that the servers cannot open and that devices open some time after they read it. The failed seeds are
 * listed at the end, each with the command that replays it.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runManySeeds } from './run-many-seeds.ts';
import type { SeedRequest, SeedResult } from './seed-worker.ts';
import { type OperationKinds, runSeed } from './world.ts';

const OTHER_KINDS = [
  'first',
  'messages',
  'members',
  'sessions',
  'stores',
  'carried',
] as const satisfies readonly OperationKinds[];
/** How often a line says how far it is. ms */
const PROGRESS_MS = 10_000;
/** Lines of a failed seed that are shown while others run. */
const LINES = 3;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '60' },
    workers: { type: 'string', default: String(availableParallelism()) },
    first: { type: 'boolean', default: false },
    messages: { type: 'boolean', default: false },
    members: { type: 'boolean', default: false },
    sessions: { type: 'boolean', default: false },
    stores: { type: 'boolean', default: false },
    carried: { type: 'boolean', default: false },
    sealed: { type: 'boolean', default: false },
  },
});
const kinds = OTHER_KINDS.find((one) => values[one]) ?? 'all';
const requestOf = (seed: number): SeedRequest => ({
  seed,
  steps: Number(values.steps),
  kinds,
  isSealed: values.sealed,
});
const commandOf = (seed: number): string =>
  [
    `npm run simulate -- --seed ${seed}`,
    ...(values.steps === '60' ? [] : [`--steps ${values.steps}`]),
    ...(kinds === 'all' ? [] : [`--${kinds}`]),
    ...(values.sealed ? ['--sealed'] : []),
  ].join(' ');

const replay = async (seed: number): Promise<void> => {
  const { steps, isSealed } = requestOf(seed);
  const { events, seen, written } = await runSeed(seed, steps, kinds, isSealed);
  console.log(events.join('\n'));
  console.log(JSON.stringify(seen));
  console.log(`seed ${seed} holds (${written} messages)`);
};

const runMany = async (first: number, count: number): Promise<void> => {
  const failed: number[] = [];
  const seen: Record<string, number> = {};
  let passed = 0;
  let written = 0;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1_000;
  const onResult = (result: SeedResult): void => {
    if (result.failure === undefined) passed++;
    else {
      failed.push(result.seed);
      console.error(result.failure.split('\n').slice(0, LINES).join('\n'));
    }
    written += result.written;
    for (const [what, times] of Object.entries(result.seen)) seen[what] = (seen[what] ?? 0) + times;
  };
  const progress = setInterval(() => {
    const done = passed + failed.length;
    const left = done === 0 ? '?' : Math.ceil(((count - done) * seconds()) / done / 60);
    console.error(`${done} of ${count} seeds, ${failed.length} failed, ${left} min left`);
  }, PROGRESS_MS);
  await runManySeeds({ first, count, workers: Math.max(1, Number(values.workers)), requestOf, onResult });
  clearInterval(progress);
  console.log(JSON.stringify(seen));
  console.log(`${passed} passed, ${failed.length} failed (${written} messages, ${seconds().toFixed(1)} s)`);
  for (const seed of failed.sort((a, b) => a - b)) console.log(commandOf(seed));
  process.exitCode = failed.length === 0 && passed === count ? 0 : 1;
};

if (values.seed === undefined) await runMany(Number(values.from), Number(values.seeds));
else await replay(Number(values.seed));
