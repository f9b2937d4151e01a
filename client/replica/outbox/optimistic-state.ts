import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { LocalState } from '../local-state.ts';
import type { Timers } from '../ports.ts';
import type { ChangeRecord, CommandRecord } from '../records.ts';
import type { OutboxEvent } from './outbox-events.ts';

/** What is shown as if it were done: everything a person asked for that the facts do not say yet. */
export interface OptimisticState {
  /** Commands the server has accepted while their facts are on their way, then those that wait, the oldest first. */
  readonly commands: () => readonly CommandRecord[];
  /** What was changed of a conversation itself, by `root/key`. */
  readonly changes: (id: ConversationId) => ReadonlyMap<string, ChangeRecord['value']>;
  /** When the deletion of a message for everyone, which can still be undone, will be carried out. ms since 1970 */
  readonly removalAt: (id: ConversationId, messageId: MessageId) => number | undefined;
  /** The server has accepted it: it is shown until its facts are here, or ought to be. */
  readonly acceptCommand: (command: CommandRecord) => void;
  /** @param key of its record */
  readonly acceptChange: (key: string, record: ChangeRecord) => void;
  /** A person changes it again: what was accepted is no longer shown. */
  readonly forgetChange: (key: string) => void;
  readonly factsArrived: (conversationId: string) => void;
  readonly stop: () => void;
}

/** Facts follow an answer within this; if not, another person has changed the same meanwhile. ms */
const FACTS_WITHIN = 5_000;

type Accepted = { readonly cancel: () => void } & (
  | { readonly kind: 'command'; readonly command: CommandRecord }
  | { readonly kind: 'change'; readonly record: ChangeRecord }
);

/** Commands wait in the order in which they were asked for. */
export const inOrder = (waiting: ReadonlyMap<string, CommandRecord>): (readonly [string, CommandRecord])[] =>
  [...waiting].sort(([a], [b]) => (a < b ? -1 : 1));

const conversationOf = (one: Accepted): string | undefined =>
  one.kind === 'change'
    ? one.record.conversationId
    : 'conversationId' in one.command
      ? one.command.conversationId
      : undefined;

const NO_COMMANDS: readonly CommandRecord[] = [];
const NO_CHANGES: ReadonlyMap<string, ChangeRecord['value']> = new Map();

export const createOptimisticState = (deps: {
  readonly localState: LocalState;
  readonly clock: Timers;
  readonly emit: (event: OutboxEvent) => void;
}): OptimisticState => {
  const { clock, emit } = deps;
  const { command: commands, change: changes, removal: removals } = deps.localState.tables;
  /** By the command itself, or the key of a change. */
  const accepted = new Map<CommandRecord | string, Accepted>();

  const settle = (key: CommandRecord | string): void => {
    const one = accepted.get(key);
    if (one === undefined) return;
    one.cancel();
    accepted.delete(key);
    if (one.kind === 'command') emit({ type: 'command-settled', command: one.command });
    else {
      const id = parseConversationId(one.record.conversationId);
      if (id !== undefined) emit({ type: 'change-settled', id });
    }
  };
  const settleLater = (key: CommandRecord | string): (() => void) => clock.setTimer(FACTS_WITHIN, () => settle(key));

  return {
    commands: () => {
      // Mostly nothing waits, and every row asks.
      if (accepted.size === 0 && commands.size === 0) return NO_COMMANDS;
      return [
        ...[...accepted.values()].flatMap((one) => (one.kind === 'command' ? [one.command] : [])),
        ...inOrder(commands).flatMap(([, command]) => (command.refused === undefined ? [command] : [])),
      ];
    },
    changes: (id) => {
      if (accepted.size === 0 && changes.size === 0) return NO_CHANGES;
      const values = new Map<string, ChangeRecord['value']>();
      const add = ({ conversationId, root, key, value, refused }: ChangeRecord): void => {
        if (conversationId === id && refused === undefined) values.set(`${root}/${key}`, value);
      };
      for (const one of accepted.values()) if (one.kind === 'change') add(one.record);
      for (const one of changes.values()) add(one);
      return values;
    },
    removalAt: (id, messageId) => removals.get(`${id}/${messageId}`)?.dueAt,
    acceptCommand: (command) => accepted.set(command, { kind: 'command', command, cancel: settleLater(command) }),
    acceptChange: (key, record) => {
      settle(key);
      accepted.set(key, { kind: 'change', record, cancel: settleLater(key) });
    },
    forgetChange: settle,
    factsArrived: (conversationId) => {
      for (const [key, one] of accepted) if (conversationOf(one) === conversationId) settle(key);
    },
    stop: () => {
      for (const { cancel } of accepted.values()) cancel();
    },
  };
};
