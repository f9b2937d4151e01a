import type { Change, LocalState } from '../local-state.ts';
import type { Api, Clock, Random } from '../ports.ts';
import type { Command, CommandRecord } from '../records.ts';
import { backoffDelay } from '../sync/link.ts';
import { knownCommand } from './command-kinds.ts';
import type { OutboxEvent } from './outbox-events.ts';

/** Commands that are no document writes: kept until the server has answered, in order within what they are about. */
export interface Outbox {
  /** Durable when it resolves true. The command is tried at once. */
  readonly add: (command: Command) => Promise<boolean>;
  /** Try now what waits. */
  readonly run: () => void;
  /** How many wait; what was refused waits no more. */
  readonly size: () => number;
  /** What is to be shown as if it were done: all that waits, and what the server took while its facts are on their way. */
  readonly expected: () => readonly CommandRecord[];
  /** Facts of a conversation are here: what was done in it is among them. */
  readonly heard: (conversationId: string) => void;
  /**
   * Takes a command back; of the one under way the answer is awaited first. False: it is done, refused or unknown. One
   * that was tried without an answer may have got through all the same: then the facts will say so.
   */
  readonly cancel: (key: string) => Promise<boolean>;
  /** A refused one has been seen. False: it was not refused. */
  readonly dismiss: (key: string) => boolean;
  readonly stop: () => void;
}

export interface OutboxDeps {
  readonly localState: LocalState;
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  /** There is a connection, and words written in the conversation are still on their way. */
  readonly hasUnsent: (conversationId: string) => boolean;
  readonly emit: (event: OutboxEvent) => void;
}

/** How long and how often a command waits for words that ought to go first. ms */
const WORDS_WITHIN = 1_000;
const PATIENCE = 10;

/** Facts follow an answer within this; if not, something else has become of what was asked. ms */
const FACTS_WITHIN = 5_000;

const conversationOf = (command: Command): string | undefined =>
  'conversationId' in command ? command.conversationId : undefined;

export const inOrder = (waiting: ReadonlyMap<string, CommandRecord>): (readonly [string, CommandRecord])[] =>
  [...waiting].sort(([a], [b]) => (a < b ? -1 : 1));

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const { localState, clock, random, emit } = deps;
  const { command: waiting } = localState.tables;
  let running = false;
  let again = false;
  let stopped = false;
  let failures = 0;
  let cancelRetry: (() => void) | undefined;
  /** What is being tried now, until it is known what came of it. */
  let underWay: { readonly key: string; readonly over: Promise<void> } | undefined;
  const patience = new Map<string, number>();
  const answered = new Map<CommandRecord, () => void>();

  const tryAgain = (ms: number): void => {
    cancelRetry?.();
    cancelRetry = clock.setTimer(ms, run);
  };

  const forget = (command: CommandRecord): void => {
    answered.get(command)?.();
    if (answered.delete(command)) emit({ type: 'command-settled', command });
  };

  const settle = async (key: string, command: CommandRecord, code: string | undefined): Promise<void> => {
    failures = 0;
    // What follows from the answer first: once the command is gone nothing would tell.
    if (code === undefined) {
      answered.set(
        command,
        clock.setTimer(FACTS_WITHIN, () => forget(command)),
      );
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
    if (blocked.has(known.lane)) return true;
    const words = known.afterWordsIn(deps);
    const waited = patience.get(key) ?? 0;
    if (words !== undefined && waited < PATIENCE && deps.hasUnsent(words)) {
      patience.set(key, waited + 1);
      blocked.add(known.lane);
      tryAgain(WORDS_WITHIN);
      return true;
    }
    const result = await known.attempt(deps);
    if (stopped) return false;
    if (!result.ok && result.kind === 'signed-out') {
      emit({ type: 'outbox-signed-out' });
      return false;
    }
    if (!result.ok && (result.kind === 'offline' || result.retry)) {
      blocked.add(known.lane);
      tryAgain(backoffDelay(failures++, random));
    } else await settle(key, command, result.ok ? undefined : (result.code ?? 'failed'));
    return true;
  };

  const pass = async (): Promise<void> => {
    const blocked = new Set<string>();
    for (const [key] of inOrder(waiting)) {
      const command = waiting.get(key);
      // Taken back meanwhile, or answered before.
      if (command === undefined || command.refused !== undefined) continue;
      const trying = attempt(key, command, blocked);
      underWay = { key, over: trying.then(() => {}) };
      const goOn = await trying;
      underWay = undefined;
      if (!goOn || stopped) return;
    }
  };

  const run = (): void => {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    void pass().finally(() => {
      running = false;
      if (again) {
        again = false;
        run();
      }
    });
  };

  const remove = (key: string): void => {
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
    size: () => [...waiting.values()].filter(({ refused }) => refused === undefined).length,
    expected: () => [
      ...answered.keys(),
      ...inOrder(waiting).flatMap(([, command]) => (command.refused === undefined ? [command] : [])),
    ],
    heard: (conversationId) => {
      for (const command of answered.keys()) if (conversationOf(command) === conversationId) forget(command);
    },
    cancel: async (key) => {
      if (underWay?.key === key) await underWay.over;
      const command = waiting.get(key);
      if (command === undefined || command.refused !== undefined || stopped) return false;
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
      stopped = true;
      cancelRetry?.();
      for (const cancel of answered.values()) cancel();
    },
  };
};
