import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WakeCause } from '../../client/channel/protocol.ts';
import {
  type Alarm,
  ATTEMPTS_APART,
  type ConnectionCommand,
  type ConnectionEvent,
  type ConnectionState,
  HOLDS_AFTER,
  NO_CONNECTION,
  SAME_OCCASION,
  STEP_ENDS,
  shownState,
  stepConnection,
} from '../../client/replica/sync/connection-state.ts';

/** Runs the machine with alarms that ring by a counted time; the world answers only what a test says. */
class Bench {
  state: ConnectionState = NO_CONNECTION;
  now = 0;
  /** When attempts began. */
  readonly attempts: number[] = [];
  readonly shown: string[] = [];
  readonly alarms = new Map<Alarm, number>();
  /** The last command of each kind that has not been undone. */
  socket: 'none' | 'opening' | 'open' = 'none';
  isAsking = false;
  probes = 0;
  private readonly jitter: () => number;

  constructor(jitter: () => number = () => 0.5) {
    this.jitter = jitter;
  }

  do(event: ConnectionEvent): void {
    const [state, commands] = stepConnection(this.state, event);
    this.state = state;
    const shown = shownState(state);
    if (this.shown.at(-1) !== shown) this.shown.push(shown);
    for (const command of commands) this.run(command);
  }

  /** Time passes; alarms ring in order. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = [...this.alarms].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1])[0];
      if (next === undefined) break;
      const [alarm, at] = next;
      this.alarms.delete(alarm);
      this.now = at;
      this.do({ type: 'alarm', alarm });
    }
    this.now = end;
  }

  /** Until an attempt asks for the facts. */
  passUntilAsking(): void {
    for (let i = 0; i < 400 && !this.isAsking; i++) this.pass(100);
    expect(this.isAsking).toBe(true);
  }

  /** The attempt goes through, until the account document is authenticated. */
  connect(): void {
    this.do({ type: 'facts', result: 'fresh' });
    this.do({ type: 'socket', is: 'open' });
    this.do({ type: 'account', is: 'authenticated' });
  }

  /** As a proxy does that refuses each upgrade while HTTP works. */
  refuseSockets(ms: number): void {
    for (const end = this.now + ms; this.now < end; this.pass(10)) {
      if (this.isAsking) this.do({ type: 'facts', result: 'fresh' });
      if (this.socket === 'opening') {
        this.socket = 'none';
        this.do({ type: 'socket', is: 'closed' });
      }
    }
  }

  private run(command: ConnectionCommand): void {
    switch (command.type) {
      case 'ask':
        expect(this.socket).toBe('none');
        this.isAsking = true;
        this.attempts.push(this.now);
        return;
      case 'abandon':
        this.isAsking = false;
        return;
      case 'open':
        this.isAsking = false;
        expect(this.socket).toBe('none');
        this.socket = 'opening';
        return;
      case 'close':
        if (this.socket === 'none') return;
        this.socket = 'none';
        this.do({ type: 'socket', is: 'closed' });
        return;
      case 'probe':
        this.probes++;
        return;
      case 'set':
        this.alarms.set(command.alarm, this.now + command.ms);
        return;
      case 'back-off':
        this.alarms.set('retry', this.now + 500 * 2 ** Math.min(6, command.failures) * (0.5 + this.jitter() / 2));
        return;
      case 'cancel':
        this.alarms.delete(command.alarm);
        return;
      case 'connected':
        return;
    }
  }
}

const wake = (cause: WakeCause = 'tab'): ConnectionEvent => ({ type: 'wake', cause });

describe('an attempt', () => {
  it('NET-1 ends after ten seconds wherever it hangs', () => {
    const asking = new Bench();
    asking.do(wake());
    asking.pass(STEP_ENDS);
    expect([asking.isAsking, asking.shown]).toEqual([false, ['connecting', 'offline']]);

    const greeting = new Bench();
    greeting.do(wake());
    greeting.do({ type: 'facts', result: 'fresh' });
    greeting.do({ type: 'socket', is: 'open' });
    greeting.socket = 'open';
    greeting.pass(STEP_ENDS);
    expect([greeting.socket, shownState(greeting.state)]).toEqual(['none', 'offline']);
  });

  it('NET-2 is given up for a new one at once when the network comes back while it hangs', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.pass(2_000);
    bench.do(wake());
    expect(bench.attempts).toEqual([0, 2_000]);
    bench.do({ type: 'facts', result: 'fresh' });
    bench.pass(2_000);
    bench.do(wake());
    expect([bench.attempts.at(-1), bench.socket]).toEqual([4_000, 'none']);
  });

  it('NET-2 that is young is left alone, and overtaken a second later when nothing has answered', () => {
    const healthy = new Bench();
    healthy.do(wake());
    healthy.pass(400);
    healthy.do(wake());
    healthy.pass(300);
    healthy.connect();
    healthy.pass(5_000);
    expect([healthy.attempts, shownState(healthy.state)]).toEqual([[0], 'online']);

    const hanging = new Bench();
    hanging.do(wake());
    hanging.pass(400);
    hanging.do(wake());
    hanging.pass(5_000);
    expect(hanging.attempts).toEqual([0, ATTEMPTS_APART]);
  });

  it('NET-2 that a wake began is not begun again by signals of the same wake', () => {
    const bench = new Bench();
    for (let tab = 0; tab < 12; tab++) {
      bench.do(wake());
      bench.pass(SAME_OCCASION / 20);
    }
    bench.pass(5_000);
    expect(bench.attempts).toEqual([0]);
  });

  it('NET-2 begins at once when a person asks for it, and says so', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.do({ type: 'facts', result: 'failed' });
    bench.isAsking = false;
    for (let i = 0; i < 4; i++) {
      bench.passUntilAsking();
      bench.do({ type: 'facts', result: 'failed' });
      bench.isAsking = false;
    }
    const before = bench.attempts.length;
    bench.pass(1_500);
    expect([bench.attempts.length, shownState(bench.state)]).toEqual([before, 'offline']);
    bench.do(wake('person'));
    expect([bench.attempts.length, shownState(bench.state)]).toEqual([before + 1, 'connecting']);
  });

  it('NET-2 probes a socket that looks open, at most once a second', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.connect();
    bench.pass(20_000);
    for (let i = 0; i < 12; i++) bench.do(wake());
    expect([bench.probes, bench.attempts]).toEqual([1, [0]]);
  });

  it('NET-7 probes an open socket at once when the network changed, also a moment after a tab woke, and once for all tabs', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.connect();
    bench.pass(20_000);
    bench.do(wake());
    bench.pass(300);
    for (let tab = 0; tab < 12; tab++) bench.do(wake('network'));
    expect([bench.probes, bench.attempts, shownState(bench.state)]).toEqual([2, [0], 'online']);
    bench.pass(SAME_OCCASION);
    bench.do(wake('network'));
    expect(bench.probes).toBe(3);
  });
});

describe('backing off', () => {
  it('NET-3 grows while only the upgrade fails, and the state shown does not flicker', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.connect();
    bench.pass(HOLDS_AFTER);
    bench.shown.length = 0;
    bench.socket = 'none';
    bench.do({ type: 'socket', is: 'closed' });
    const before = bench.attempts.length;
    bench.refuseSockets(60_000);
    expect(bench.attempts.length - before).toBeLessThanOrEqual(9);
    expect(bench.shown).toEqual(['connecting', 'offline', 'blocked']);
    const later = bench.attempts.length;
    bench.refuseSockets(60_000);
    expect(bench.attempts.length - later).toBeLessThanOrEqual(5);
  });

  it('NET-3 goes on while connections break before they have held, and shows none of them after the second', () => {
    const bench = new Bench();
    bench.do(wake());
    for (let i = 0; i < 8; i++) {
      bench.connect();
      bench.pass(50);
      bench.socket = 'none';
      bench.do({ type: 'socket', is: 'closed' });
      bench.pass(31_000);
    }
    expect(bench.shown.filter((state) => state === 'online')).toHaveLength(2);
    expect(bench.state.failures).toBeGreaterThanOrEqual(8);
    bench.connect();
    bench.pass(HOLDS_AFTER);
    expect([shownState(bench.state), bench.state.failures]).toEqual(['online', 0]);
  });

  it('NET-4 says that live updates are blocked only while HTTP works', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.refuseSockets(30_000);
    expect(shownState(bench.state)).toBe('blocked');
    bench.passUntilAsking();
    bench.do({ type: 'facts', result: 'failed' });
    expect(shownState(bench.state)).toBe('offline');
    bench.isAsking = false;
    bench.passUntilAsking();
    bench.connect();
    expect([shownState(bench.state), bench.state.socketFailures]).toEqual(['online', 0]);
  });

  it('REP-4 an ended session stays shown as ended during automatic attempts', () => {
    const bench = new Bench();
    bench.do(wake());
    bench.connect();
    bench.do({ type: 'account', is: 'signed-out' });
    bench.pass(1_000);
    bench.do({ type: 'facts', result: 'signed-out' });
    bench.pass(60_000);
    expect(bench.attempts).toHaveLength(2);
    bench.do(wake());
    bench.do({ type: 'facts', result: 'failed' });
    expect(bench.shown).toEqual(['connecting', 'online', 'sign-in-needed']);
    bench.pass(1_000);
    bench.connect();
    expect(shownState(bench.state)).toBe('online');
  });
});

const EVENT: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('wake' as const),
      cause: fc.constantFrom('person' as const, 'network' as const, 'tab' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('facts' as const),
      result: fc.constantFrom('fresh' as const, 'failed' as const, 'signed-out' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('socket' as const),
      is: fc.constantFrom('open' as const, 'closed' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('account' as const),
      is: fc.constantFrom('authenticated' as const, 'signed-out' as const, 'update-needed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'progress' as const }) },
);

/** What a world can say now: no answer to what was not asked. */
const canHappen = (bench: Bench, event: ConnectionEvent): boolean => {
  if (event.type === 'facts') return bench.isAsking;
  if (event.type === 'account') return bench.socket === 'open';
  if (event.type === 'socket') return event.is === 'open' ? bench.socket === 'opening' : bench.socket !== 'none';
  return true;
};

it('NET-1 NET-2 whatever happens, attempts keep a second apart, and each ends, waits or was given up for another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(EVENT, fc.nat({ max: 15_000 }), fc.double({ min: 0, max: 0.99, noNaN: true })), {
        maxLength: 60,
      }),
      (steps) => {
        let roll = 0;
        const bench = new Bench(() => roll);
        bench.do(wake());
        for (const [event, pause, jitter] of steps) {
          roll = jitter;
          if (canHappen(bench, event)) {
            if (event.type === 'facts') bench.isAsking = false;
            if (event.type === 'socket') bench.socket = event.is === 'open' ? 'open' : 'none';
            bench.do(event);
          }
          bench.pass(pause);
          const { kind } = bench.state.phase;
          // Nothing is forgotten: each phase that may last has an alarm, a socket that ends itself, or waits for a wake.
          if (kind === 'waiting') expect(bench.alarms.has('retry')).toBe(true);
          if (kind === 'due') expect(bench.alarms.has('age')).toBe(true);
          if (kind === 'asking' || kind === 'greeting') expect(bench.alarms.has('step')).toBe(true);
          if (bench.state.age !== 'old') expect(bench.alarms.has('age')).toBe(true);
          expect(bench.isAsking).toBe(kind === 'asking');
          if (kind === 'resting') expect(bench.state.ended).toBeDefined();
          else if (kind !== 'opening' && kind !== 'greeting' && kind !== 'online') expect(bench.socket).toBe('none');
        }
        for (const [i, at] of bench.attempts.entries())
          expect(at - (bench.attempts[i - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(ATTEMPTS_APART);
        // Where all works again, it is connected again.
        const wasResting = bench.state.phase.kind === 'resting';
        if (bench.socket === 'opening') {
          bench.socket = 'none';
          bench.do({ type: 'socket', is: 'closed' });
        }
        if (wasResting) bench.do(wake());
        if (bench.socket !== 'open' || bench.state.phase.kind !== 'online') {
          bench.passUntilAsking();
          bench.isAsking = false;
          bench.do({ type: 'facts', result: 'fresh' });
          bench.socket = 'open';
          bench.do({ type: 'socket', is: 'open' });
          bench.do({ type: 'account', is: 'authenticated' });
        }
        bench.pass(HOLDS_AFTER);
        expect(shownState(bench.state)).toBe('online');
      },
    ),
    { numRuns: 500 },
  );
});
