import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Timers } from '../ports.ts';
import type { AccountEvent } from './account-events.ts';

/** Who is not heard of again has stopped without saying so. ms */
const ENDS = 8_000;

/** Who writes in conversations that are not on screen, as the server tells. Nothing of it is stored. */
export interface TypingElsewhere {
  readonly receive: (id: ConversationId, number: number, typing: boolean) => void;
  /** Account numbers. */
  readonly in: (id: ConversationId) => Iterable<number>;
  readonly clear: () => void;
}

export const createTypingElsewhere = (deps: {
  readonly clock: Timers;
  readonly me: number;
  /** Whoever is no member is not listened to; this also bounds what is kept. */
  readonly isMember: (id: ConversationId, number: number) => boolean;
  readonly emit: (event: AccountEvent) => void;
}): TypingElsewhere => {
  const { clock, emit } = deps;
  const typing = new Map<ConversationId, Map<number, () => void>>();

  const end = (id: ConversationId, number: number): void => {
    const people = typing.get(id);
    const cancel = people?.get(number);
    if (people === undefined || cancel === undefined) return;
    cancel();
    people.delete(number);
    if (people.size === 0) typing.delete(id);
    emit({ type: 'typing-changed', id });
  };

  return {
    receive: (id, number, isTyping) => {
      if (!isTyping) {
        end(id, number);
        return;
      }
      if (number === deps.me || !deps.isMember(id, number)) return;
      const people = typing.get(id) ?? new Map<number, () => void>();
      typing.set(id, people);
      const before = people.get(number);
      before?.();
      people.set(
        number,
        clock.setTimer(ENDS, () => end(id, number)),
      );
      if (before === undefined) emit({ type: 'typing-changed', id });
    },
    in: (id) => typing.get(id)?.keys() ?? [],
    clear: () => {
      for (const [id, people] of [...typing]) for (const number of [...people.keys()]) end(id, number);
    },
  };
};
