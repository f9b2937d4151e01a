import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Holdings } from '../holdings.ts';
import type { Api, ApiResult, Clock, Random } from '../ports.ts';
import type { CommandRecord } from '../records.ts';
import { backoffDelay } from '../sync/link.ts';

/** Commands that are no document writes: kept until the server has answered, in order within what they are about. */
export interface Outbox {
  /** Durable when it resolves true. The command is tried at once. */
  readonly add: (command: CommandRecord) => Promise<boolean>;
  /** Try now what waits. */
  readonly run: () => void;
  readonly size: () => number;
  readonly stop: () => void;
}

export interface OutboxEvents {
  readonly onDone: (command: CommandRecord) => void;
  readonly onRefused: (command: CommandRecord, code: string | undefined) => void;
  readonly onSignedOut: () => void;
}

/** What commands are about: a conversation, or oneself. Those about the same wait for each other. */
const laneOf = (command: CommandRecord): string => (command.kind === 'privacy' ? 'privacy' : command.conversationId);

export const createOutbox = (
  holdings: Holdings,
  api: Api,
  clock: Clock,
  random: Random,
  events: OutboxEvents,
): Outbox => {
  const { command: waiting, local } = holdings.tables;
  let running = false;
  let again = false;
  let stopped = false;
  let failures = 0;
  let cancelRetry: (() => void) | undefined;

  const attempt = async (command: CommandRecord): Promise<ApiResult<void>> => {
    if (command.kind === 'privacy') {
      const { kind: _, ...change } = command;
      return api.changeMe(change);
    }
    const id: ConversationId | undefined = parseConversationId(command.conversationId);
    if (id === undefined) return { ok: false, kind: 'refused', retry: false };
    switch (command.kind) {
      case 'create': {
        const made = local.get(id);
        // The feed has it already: somebody's creation was accepted.
        if (made === undefined) return { ok: true, value: undefined };
        const members = made.people.map(({ userId }) => userId);
        return api.createConversation({
          id,
          kind: made.kind,
          members,
          ...(made.name === undefined ? {} : { name: made.name }),
        });
      }
      case 'add-member':
        return api.addMember(id, { userId: command.person.userId });
      case 'remove-member':
        return api.removeMember(id, command.userId);
    }
  };

  const retryLater = () => {
    cancelRetry?.();
    cancelRetry = clock.setTimer(backoffDelay(failures++, random), run);
  };

  const pass = async (): Promise<void> => {
    const blocked = new Set<string>();
    for (const [key, command] of [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (stopped || blocked.has(laneOf(command))) continue;
      const result = await attempt(command);
      if (stopped) return;
      if (!result.ok && result.kind === 'signed-out') return events.onSignedOut();
      if (!result.ok && (result.kind === 'offline' || result.retry)) {
        blocked.add(laneOf(command));
        retryLater();
        continue;
      }
      failures = 0;
      // What follows from the answer first: once the command is gone nothing would tell.
      if (result.ok) events.onDone(command);
      else events.onRefused(command, result.code);
      await holdings.commit([{ kind: 'command', key, value: undefined }]);
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

  return {
    add: async (command) => {
      let last = 0;
      for (const key of waiting.keys()) last = Math.max(last, Number(key));
      const kept = await holdings.commit([
        { kind: 'command', key: String(last + 1).padStart(12, '0'), value: command },
      ]);
      run();
      return kept;
    },
    run,
    size: () => waiting.size,
    stop: () => {
      stopped = true;
      cancelRetry?.();
    },
  };
};
