import type { Change, LocalState } from '../local-state.ts';
import type { Api, Clock, Random } from '../ports.ts';
import type { Command, CommandRecord } from '../records.ts';
import { backoffDelay } from '../sync/link.ts';
import { knownCommand } from './command-kinds.ts';
import { inOrder, type OptimisticState } from './optimistic-state.ts';
import type { OutboxEvent } from './outbox-events.ts';

/** Commands that are no document writes: kept until the server has answered, in order within what they are about. */
export interface Outbox {
  /** Durable when it resolves true. The command is tried at once. */
  readonly add: (command: Command) => Promise<boolean>;
  /** Try now what waits. */
  readonly run: () => void;
  /** There is a new connection: words that ought to go before a command have time to. */
  readonly connected: () => void;
  /** How many wait; what was refused waits no more. */
  readonly size: () => number;
  /**
   * Cancels a command; of the one under way the answer is awaited first. False: it is done, refused or unknown. One
   * that was tried without an answer may have got through all the same: then the facts will say so.
   */
  readonly cancel: (key: string) => Promise<boolean>;
  /** Marks a refused command as seen. False: it was not refused. */
  readonly dismiss: (key: string) => boolean;
  readonly stop: () => void;
}

export interface OutboxDeps {
  readonly localState: LocalState;
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly optimistic: Pick<OptimisticState, 'acceptCommand'>;
  /** Words written in the conversation are still on their way. */
  readonly hasUnsent: (conversationId: string) => boolean;
  readonly emit: (event: OutboxEvent) => void;
}

/** How long a command waits for words that ought to go first: longer than a socket takes to come back. ms */
const WORDS_WITHIN = 40_000;
/** So long the words have at least once there is a connection, and together no longer than that. ms */
const WORDS_ONCE_CONNECTED = 10_000;
const WORDS_AT_MOST = 50_000;
const LOOK_FOR_WORDS_EVERY = 1_000;

/** What the outbox does. */
type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      /** What is being tried, until it is known what came of it. */
      trying: { readonly key: string; readonly over: Promise<void> } | undefined;
      /** Something was added: check again at the end. */
      again: boolean;
    }
  | { readonly kind: 'stopped' };
type Running = Extract<State, { kind: 'running' }>;

const IDLE: State = { kind: 'idle' };

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const { localState, clock, random, optimistic, emit } = deps;
  const { command: waiting } = localState.tables;
  let state: State = IDLE;
  let failures = 0;
  let cancelRetry: (() => void) | undefined;
  /** Since when commands wait for words, and when there last was a new connection; by the monotonic clock. */
  const waitingSince = new Map<string, number>();
  let connectedAt = Number.NEGATIVE_INFINITY;
  const isStopped = (): boolean => state.kind === 'stopped';

  const tryAgain = (ms: number): void => {
    cancelRetry?.();
    cancelRetry = clock.setTimer(ms, run);
  };

  const isPatient = (key: string): boolean => {
    const now = clock.monotonic();
    const since = waitingSince.get(key) ?? now;
    waitingSince.set(key, since);
    const untilSent = Math.min(connectedAt + WORDS_ONCE_CONNECTED, since + WORDS_AT_MOST);
    return now < Math.max(since + WORDS_WITHIN, untilSent);
  };

  const settle = async (key: string, command: CommandRecord, code: string | undefined): Promise<void> => {
    failures = 0;
    waitingSince.delete(key);
    // Apply the consequences of the answer first: nothing repeats them once the command is gone.
    if (code === undefined) {
      optimistic.acceptCommand(command);
      emit({ type: 'command-accepted', command });
    } else emit({ type: 'command-refused', command });
    // It may have gone with what it depended on.
    const isListed = code !== undefined && waiting.has(key) && knownCommand(command).shown(deps) !== undefined;
    const written = localState.commit([
      { kind: 'command', key, value: isListed ? { ...command, refused: code } : undefined },
    ]);
    emit({ type: 'outbox-changed' });
    await written;
  };

  /** False: nothing more can be done now. */
  const attempt = async (key: string, command: CommandRecord, blocked: Set<string>): Promise<boolean> => {
    const known = knownCommand(command);
    if (blocked.has(known.queue)) return true;
    const words = known.afterWordsIn(deps);
    if (words !== undefined && deps.hasUnsent(words) && isPatient(key)) {
      blocked.add(known.queue);
      tryAgain(LOOK_FOR_WORDS_EVERY);
      return true;
    }
    const result = await known.attempt(deps);
    if (isStopped()) return false;
    if (!result.ok && result.error.kind === 'signed-out') {
      emit({ type: 'outbox-signed-out' });
      return false;
    }
    if (!result.ok && (result.error.kind === 'offline' || result.error.retry)) {
      // Without a connection the words could not go either.
      waitingSince.delete(key);
      blocked.add(known.queue);
      tryAgain(backoffDelay(failures++, random));
    } else await settle(key, command, result.ok ? undefined : (result.error.code ?? 'failed'));
    return true;
  };

  const pass = async (running: Running): Promise<void> => {
    const blocked = new Set<string>();
    for (const [key] of inOrder(waiting)) {
      const command = waiting.get(key);
      // Cancelled meanwhile, or answered before.
      if (command === undefined || command.refused !== undefined) continue;
      const trying = attempt(key, command, blocked);
      running.trying = { key, over: trying.then(() => {}) };
      const goOn = await trying;
      running.trying = undefined;
      if (!goOn || isStopped()) return;
    }
  };

  const run = (): void => {
    switch (state.kind) {
      case 'stopped':
        return;
      case 'running':
        state.again = true;
        return;
      case 'idle': {
        const running: Running = { kind: 'running', trying: undefined, again: false };
        state = running;
        void pass(running).finally(() => {
          if (state !== running) return;
          state = IDLE;
          if (running.again) run();
        });
      }
    }
  };

  const remove = (key: string): void => {
    waitingSince.delete(key);
    const change: Change = { kind: 'command', key, value: undefined };
    void localState.commit([change]);
    emit({ type: 'outbox-changed' });
  };

  return {
    add: async (command) => {
      let last = 0;
      for (const key of waiting.keys()) last = Math.max(last, Number(key));
      const value: CommandRecord = { ...command, at: Math.max(0, clock.now()) };
      const kept = await localState.commit([{ kind: 'command', key: String(last + 1).padStart(12, '0'), value }]);
      run();
      return kept;
    },
    run,
    connected: () => {
      connectedAt = clock.monotonic();
      run();
    },
    size: () => [...waiting.values()].filter(({ refused }) => refused === undefined).length,
    cancel: async (key) => {
      if (state.kind === 'running' && state.trying?.key === key) await state.trying.over;
      const command = waiting.get(key);
      if (command === undefined || command.refused !== undefined || isStopped()) return false;
      remove(key);
      emit({ type: 'command-cancelled', command });
      return true;
    },
    dismiss: (key) => {
      const command = waiting.get(key);
      if (command?.refused === undefined) return false;
      remove(key);
      emit({ type: 'command-dismissed', command });
      return true;
    },
    stop: () => {
      state = { kind: 'stopped' };
      cancelRetry?.();
    },
  };
};
