import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Change, Holdings } from '../holdings.ts';
import type { Closing } from '../rebase/closing.ts';
import type { CommandRecord } from '../records.ts';
import type { OutboxEvents } from './outbox.ts';

type PrivacyCommand = Extract<CommandRecord, { kind: 'privacy' }>;

/** What follows from the server's answer to a command that waited. */
export const createOutboxEvents = (options: {
  readonly holdings: Holdings;
  readonly closing: () => Closing;
  readonly privacyDone: (command: PrivacyCommand) => void;
  readonly privacyRefused: () => void;
  readonly changed: (id: ConversationId) => void;
  /** How much waits is another number now. */
  readonly counted: () => void;
  readonly pump: () => void;
}): OutboxEvents => {
  const { holdings } = options;
  const { command: waiting, fact, local: made } = holdings.tables;
  return {
    onDone: (command) => {
      if (command.kind === 'privacy') {
        options.privacyDone(command);
        options.counted();
        return;
      }
      const id = parseConversationId(command.conversationId);
      if (id === undefined) return;
      const local = made.get(id);
      if (command.kind === 'create' && local !== undefined)
        void holdings.commit([{ kind: 'local', key: id, value: { ...local, state: 'created' } }]);
      options.changed(id);
      options.counted();
      options.pump();
    },
    onRefused: (command) => {
      if (command.kind === 'privacy') return options.privacyRefused();
      const id = parseConversationId(command.conversationId);
      if (id === undefined) return;
      const local = made.get(id);
      if (command.kind === 'create' && local !== undefined && !fact.has(id)) {
        const others = [...waiting].filter(
          ([, one]) => one.kind !== 'privacy' && one.conversationId === id && one !== command,
        );
        void holdings.commit([
          { kind: 'local', key: id, value: { ...local, state: 'refused' } },
          ...others.map(([key]): Change => ({ kind: 'command', key, value: undefined })),
        ]);
        void options.closing().giveUp(id, 'conversation-refused', false);
      }
      options.changed(id);
      options.counted();
    },
    onSignedOut: options.pump,
  };
};
