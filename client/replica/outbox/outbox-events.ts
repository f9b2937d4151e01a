import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { MembershipEnd } from '../rebase/membership-end.ts';
import type { Command, CommandOf } from '../records.ts';
import type { OutboxEvents } from './outbox.ts';

/** What follows from the server's answer to a command that waited, or from its being taken back. */
export const createOutboxEvents = (options: {
  readonly localState: LocalState;
  readonly closing: () => MembershipEnd;
  readonly privacyDone: (command: CommandOf<'privacy'>) => void;
  readonly privacyRefused: () => void;
  readonly profileChanged: () => void;
  readonly changed: (id: ConversationId) => void;
  /** Somebody is blocked, or no longer is, or not after all. */
  readonly blocksChanged: () => void;
  /** The list of what waits, and how much, are different now. */
  readonly moved: () => void;
  readonly pump: () => void;
  readonly hasUnsent: OutboxEvents['hasUnsent'];
}): OutboxEvents => {
  const { localState } = options;
  const { command: waiting, fact, local: made } = localState.tables;

  const conversationOf = (command: Command): ConversationId | undefined =>
    'conversationId' in command ? parseConversationId(command.conversationId ?? '') : undefined;

  /** What was asked for in a conversation that will not be: it goes with it. */
  const dependents = (id: ConversationId): Change[] =>
    [...waiting].flatMap(([key, one]): Change[] =>
      one.kind !== 'create' && conversationOf(one) === id ? [{ kind: 'command', key, value: undefined }] : [],
    );

  const onCreated = (id: ConversationId): void => {
    const local = made.get(id);
    if (local !== undefined)
      void localState.commit([{ kind: 'local', key: id, value: { ...local, state: 'created' } }]);
  };
  const onCreationRefused = (id: ConversationId): void => {
    const local = made.get(id);
    if (local === undefined || fact.has(id)) return;
    void localState.commit([{ kind: 'local', key: id, value: { ...local, state: 'refused' } }, ...dependents(id)]);
    void options.closing().moveUnsentToNotSent(id, 'conversation-refused', false);
  };
  /** Taken back, or refused and seen: it goes from the list. */
  const onCreationOver = (id: ConversationId): void => {
    const local = made.get(id);
    if (local === undefined || fact.has(id)) return;
    void localState.commit([{ kind: 'local', key: id, value: { ...local, state: 'cancelled' } }, ...dependents(id)]);
    void options.closing().forget(id);
  };

  const about = (command: Command, follow?: (id: ConversationId) => void): void => {
    if (command.kind === 'profile') options.profileChanged();
    if (command.kind === 'block') options.blocksChanged();
    const id = conversationOf(command);
    if (id === undefined) return;
    if (command.kind === 'create') follow?.(id);
    options.changed(id);
  };

  return {
    onDone: (command) => {
      if (command.kind === 'privacy') return options.privacyDone(command);
      about(command, onCreated);
      options.pump();
    },
    onRefused: (command) => {
      if (command.kind === 'privacy') return options.privacyRefused();
      about(command, onCreationRefused);
    },
    onCancelled: (command) => about(command, onCreationOver),
    onDismissed: (command) => about(command, onCreationOver),
    onKnown: (command) => about(command),
    onMoved: options.moved,
    onSignedOut: options.pump,
    hasUnsent: options.hasUnsent,
  };
};
