import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Contacts } from '../account/contacts.ts';
import type { Privacy } from '../account/privacy.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { PresenceKeeper } from '../presence-keeper.ts';
import type { MembershipEnd } from '../rebase/membership-end.ts';
import type { Command } from '../records.ts';
import type { Refresh } from './refresh.ts';

/** What follows from the server's answer to a command, or from a person's cancelling or dismissing it. */
export interface CommandEffects {
  readonly accepted: (command: Command) => void;
  readonly refused: (command: Command) => void;
  /** It was cancelled, or refused and seen. */
  readonly withdrawn: (command: Command) => void;
  readonly settled: (command: Command) => void;
}

export const createCommandEffects = (deps: {
  readonly localState: LocalState;
  readonly membershipEnd: MembershipEnd;
  readonly privacy: Privacy;
  readonly contacts: Contacts;
  readonly presence: PresenceKeeper;
  readonly refresh: Refresh;
}): CommandEffects => {
  const { localState, membershipEnd, privacy, contacts, presence, refresh } = deps;
  const { command: waiting, fact, local: made } = localState.tables;

  const conversationOf = (command: Command): ConversationId | undefined =>
    'conversationId' in command ? parseConversationId(command.conversationId ?? '') : undefined;

  /** Commands in a conversation that will not exist: they go with it, but for refusals that are listed already. */
  const dependents = (id: ConversationId): Change[] =>
    [...waiting].flatMap(([key, one]): Change[] =>
      one.kind !== 'create' && one.refused === undefined && conversationOf(one) === id
        ? [{ kind: 'command', key, value: undefined }]
        : [],
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
    void membershipEnd.moveUnsentToNotSent(id, 'conversation-refused', false);
  };
  const onCreationOver = (id: ConversationId): void => {
    const local = made.get(id);
    if (local === undefined || fact.has(id)) return;
    void localState.commit([{ kind: 'local', key: id, value: { ...local, state: 'cancelled' } }, ...dependents(id)]);
    void membershipEnd.forget(id);
  };

  const show = (command: Command): void => {
    if (command.kind === 'profile') refresh.profile();
    if (command.kind === 'block') {
      contacts.forget();
      refresh.all();
    }
    const id = conversationOf(command);
    if (id !== undefined) refresh.conversation(id);
  };
  const withCreation = (command: Command, follow: (id: ConversationId) => void): void => {
    const id = conversationOf(command);
    if (command.kind === 'create' && id !== undefined) follow(id);
    show(command);
  };

  return {
    accepted: (command) => {
      if (command.kind === 'privacy') privacy.done(command);
      else withCreation(command, onCreated);
    },
    refused: (command) => {
      if (command.kind === 'privacy') {
        refresh.all();
        presence.visibilityChanged();
      } else withCreation(command, onCreationRefused);
    },
    withdrawn: (command) => withCreation(command, onCreationOver),
    settled: show,
  };
};
