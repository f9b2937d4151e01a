import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import type { PersonFact } from '../../shared/protocol/facts.ts';
import type { Topic } from '../channel/protocol.ts';
import type { LocalState } from './local-state.ts';
import { isSame } from './projections/is-same.ts';
import { toPerson } from './projections/to-person.ts';

/** Which projections have to be looked at again. `now`: a person just did it here. */
export interface WhatChanged {
  /** The row of one conversation, or all of them. */
  readonly row: (id: ConversationId | undefined, now?: boolean) => void;
  readonly conversation: (id: ConversationId, now?: boolean) => void;
  readonly all: () => void;
}

export const createWhatChanged = (options: {
  readonly localState: LocalState;
  readonly changed: (topic: Topic, now: boolean) => void;
  readonly forgetRow: (id: ConversationId | undefined) => void;
  readonly conversations: () => Iterable<ConversationId>;
  /** Topics on the screens that show messages of a conversation. */
  readonly topics: (id: ConversationId) => Iterable<Topic>;
  readonly onScreen: () => Iterable<ConversationId>;
  /** Who is blocked may be others now. */
  readonly forgetBlocked: () => void;
}): WhatChanged => {
  const { localState, changed } = options;
  const row = (id: ConversationId | undefined, now = false): void => {
    options.forgetRow(id);
    changed('conversations', now);
  };
  const conversation = (id: ConversationId, now = false): void => {
    // What is on the screen goes first.
    for (const topic of options.topics(id)) changed(topic, now);
    changed(`conversation/${id}`, now);
    row(id, now);
  };
  const all = (): void => {
    for (const topic of ['connection', 'not-sent', 'outbox', 'blocked', 'preferences'] as const) changed(topic, false);
    row(undefined);
    for (const id of options.onScreen()) conversation(id);
  };

  const shown = new Map([...localState.tables.person].map(([key, one]) => [key, toPerson(one)]));
  /** Names and pictures stand everywhere; when somebody was last seen only where their conversations are on screen. */
  const person = (key: string, value: PersonFact | undefined): void => {
    const next = value === undefined ? undefined : toPerson(value);
    if (shown.get(key)?.blocked !== next?.blocked) options.forgetBlocked();
    if (!isSame(shown.get(key), next)) all();
    else for (const id of options.conversations()) changed(`conversation/${id}`, false);
    if (next !== undefined) shown.set(key, next);
    if (key === localState.session().userId) changed('session', false);
  };

  localState.watch((changes) => {
    for (const change of changes) {
      if (change.kind === 'person') person(change.key, change.value);
      else if (change.kind === 'notSent') changed('not-sent', false);
      else if (change.kind === 'command') {
        // Members show as they will be.
        options.forgetBlocked();
        row(undefined);
        changed('outbox', false);
        for (const id of options.onScreen()) changed(`conversation/${id}`, false);
      } else if (change.kind !== 'document') {
        // Removals are kept by conversation and message.
        const id = parseConversationId(change.key.split('/')[0] ?? '');
        if (id !== undefined) conversation(id, change.kind === 'removal' || change.kind === 'change');
        if (change.kind === 'change') changed('outbox', false);
      }
    }
    changed('connection', false);
  });

  return { row, conversation, all };
};
