/**
 * Runs the simulation by hand: `npm run simulate -- --seed 7` replays one seed with its story, `--seeds 5000` runs many,
 * `--from 1000` begins elsewhere, `--steps 200` makes each run longer. Earlier, smaller sets of operations: `--first`
 * leaves out what people do with messages besides writing, `--messages` what group members do with each other, `--members`
 * most attacks and ending sessions, `--sessions` stores that end, `--stores` files; `--carried` adds that unsent things are carried between devices. With `--sealed` all words are sealed with an `alg` that
 * the servers cannot open and that devices open some time after they read it.
 */
import { parseArgs } from 'node:util';
import { runSeed } from './world.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '60' },
    first: { type: 'boolean', default: false },
    messages: { type: 'boolean', default: false },
    members: { type: 'boolean', default: false },
    sessions: { type: 'boolean', default: false },
    stores: { type: 'boolean', default: false },
    carried: { type: 'boolean', default: false },
    sealed: { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
let failed = 0;
let written = 0;
const seen: Record<string, number> = {};
const start = performance.now();
for (let seed = first; seed < first + count; seed++) {
  try {
    const run = await runSeed(
      seed,
      steps,
      values.first
        ? 'first'
        : values.messages
          ? 'messages'
          : values.members
            ? 'members'
            : values.sessions
              ? 'sessions'
              : values.stores
                ? 'stores'
                : values.carried
                  ? 'carried'
                  : 'all',
      values.sealed,
    );
    written += run.written;
    for (const [what, count] of Object.entries(run.seen)) seen[what] = (seen[what] ?? 0) + count;
    if (values.seed !== undefined) console.log(run.events.join('\n'));
  } catch (error) {
    failed++;
    const text = error instanceof Error ? error.message : String(error);
    console.error(values.seed === undefined ? text.split('\n').slice(0, 3).join('\n') : error);
  }
}
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify(seen));
console.log(`${count - failed} passed, ${failed} failed (${written} messages, ${seconds.toFixed(1)} s)`);
process.exitCode = failed === 0 ? 0 : 1;
