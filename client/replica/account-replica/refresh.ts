import { equalityDeep as isSame } from 'lib0/function';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import { toPerson } from '../../channel/person.ts';
import type { Topic } from '../../channel/protocol.ts';
import type { Contacts } from '../account/contacts.ts';
import type { Directory } from '../directory.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { ConversationRows } from '../projections/conversation-rows.ts';
import type { RecordKind } from '../records.ts';
import type { Screens } from '../screens.ts';

/** Which projections to refresh. `now`: a person just caused it here. */
export interface Refresh {
  readonly topic: (topic: Topic, now?: boolean) => void;
  /** The row of one conversation, or all of them. */
  readonly row: (id: ConversationId | undefined, now?: boolean) => void;
  readonly conversation: (id: ConversationId, now?: boolean) => void;
  readonly all: () => void;
  /** Own name and picture: they show everywhere. */
  readonly profile: () => void;
  /** What these records show. */
  readonly records: (changes: readonly Change[]) => void;
}

/** A person did these just now. */
const AT_ONCE: readonly RecordKind[] = ['removal', 'change', 'pending'];

export const createRefresh = (deps: {
  readonly localState: LocalState;
  /** A topic looks different now. */
  readonly changed: (topic: Topic, now: boolean) => void;
  readonly rows: Pick<ConversationRows, 'forget'>;
  readonly directory: Pick<Directory, 'ids'>;
  readonly screens: Pick<Screens, 'topics' | 'conversations'>;
  readonly contacts: Pick<Contacts, 'forget'>;
}): Refresh => {
  const { localState, changed, rows, directory, screens, contacts } = deps;
  const row = (id: ConversationId | undefined, now = false): void => {
    rows.forget(id);
    changed('conversations', now);
  };
  const conversation = (id: ConversationId, now = false): void => {
    // Visible topics go first.
    for (const topic of screens.topics(id)) changed(topic, now);
    changed(`conversation/${id}`, now);
    row(id, now);
  };
  const all = (): void => {
    for (const topic of ['connection', 'not-sent', 'outbox', 'blocked', 'preferences'] as const) changed(topic, false);
    row(undefined);
    for (const id of screens.conversations()) conversation(id);
  };

  const shown = new Map([...localState.tables.person].map(([key, one]) => [key, toPerson(one)]));
  /** Names and pictures stand everywhere; when somebody was last seen only where their conversations are on screen. */
  const person = (key: string, value: PersonFact | undefined): void => {
    const next = value === undefined ? undefined : toPerson(value);
    if (shown.get(key)?.blocked !== next?.blocked) contacts.forget();
    if (!isSame(shown.get(key), next)) all();
    else for (const id of directory.ids()) changed(`conversation/${id}`, false);
    if (next !== undefined) shown.set(key, next);
    if (key === localState.session().userId) changed('session', false);
  };

  const records = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.kind === 'person') person(change.key, change.value);
      else if (change.kind === 'notSent') {
        changed('not-sent', false);
        // Of one that is gone only its key is known.
        row(parseConversationId(change.value?.conversationId ?? ''));
      } else if (change.kind === 'command') {
        // Members show as they will be.
        contacts.forget();
        row(undefined);
        changed('outbox', false);
        for (const id of screens.conversations()) changed(`conversation/${id}`, false);
      } else if (change.kind !== 'document') {
        // Removals are kept by conversation and message.
        const id = parseConversationId(change.key.split('/')[0] ?? '');
        if (id !== undefined) conversation(id, AT_ONCE.includes(change.kind));
        if (change.kind === 'change') changed('outbox', false);
      }
    }
    changed('connection', false);
  };

  return {
    topic: (topic, now = false) => changed(topic, now),
    row,
    conversation,
    all,
    profile: () => {
      changed('session', true);
      all();
    },
    records,
  };
};
