import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import type { Person } from '../../channel/person.ts';
import { toPerson } from '../../channel/person.ts';
import type { LocalState } from '../local-state.ts';
import type { OptimisticState } from '../outbox/optimistic-state.ts';

/** Whom the person blocks, and who does not know whom: as the server says, with decisions made here since. */
export interface Contacts {
  readonly isBlocked: (number: number) => boolean;
  /** By name. */
  readonly blocked: () => readonly Person[];
  /** A stranger wrote and waits for an answer (`incoming`), or the person's own first message does. */
  readonly request: (id: ConversationId) => 'incoming' | 'outgoing' | undefined;
  /** Somebody was blocked or unblocked: reads the blocks again. */
  readonly forget: () => void;
  /** The same now. True: they are others than before. */
  readonly refresh: () => boolean;
}

export const createContacts = (deps: {
  readonly localState: Pick<LocalState, 'tables'>;
  readonly me: number;
  readonly optimistic: Pick<OptimisticState, 'commands'>;
}): Contacts => {
  const { person, fact, local } = deps.localState.tables;
  let known: ReadonlyMap<number, PersonFact> | undefined;

  const readBlocks = (): ReadonlyMap<number, PersonFact> => {
    const blocked = new Map<number, PersonFact>();
    for (const one of person.values()) if (one.blocked === true) blocked.set(one.number, one);
    for (const command of deps.optimistic.commands()) {
      if (command.kind !== 'block') continue;
      if (command.on) blocked.set(command.person.number, person.get(command.person.userId) ?? command.person);
      else blocked.delete(command.person.number);
    }
    return blocked;
  };
  const blocks = (): ReadonlyMap<number, PersonFact> => {
    known ??= readBlocks();
    return known;
  };

  return {
    isBlocked: (number) => blocks().has(number),
    blocked: () => [...blocks().values()].map(toPerson).sort((a, b) => (a.name < b.name ? -1 : 1)),
    request: (id) => {
      const unanswered = fact.get(id)?.unanswered;
      if (unanswered === undefined)
        return !fact.has(id) && local.get(id)?.kind === 'direct' && local.get(id)?.people.length === 1
          ? 'outgoing'
          : undefined;
      if (unanswered !== deps.me) return 'outgoing';
      const isAccepted = deps.optimistic
        .commands()
        .some((command) => command.kind === 'accept-stranger' && command.conversationId === id);
      return isAccepted ? undefined : 'incoming';
    },
    forget: () => {
      known = undefined;
    },
    refresh: () => {
      const before = known ?? new Map();
      known = readBlocks();
      return known.size !== before.size || [...known.keys()].some((number) => !before.has(number));
    },
  };
};
