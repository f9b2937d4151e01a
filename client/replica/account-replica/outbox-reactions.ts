import type { OutboxEvent } from '../outbox/outbox-events.ts';
import type { Reactions } from './events.ts';
import type { Parts } from './parts.ts';

export const outboxReactions = (parts: Parts): Reactions<OutboxEvent> => {
  const { refresh, session, contacts, commandEffects } = parts;
  return {
    'command-accepted': ({ command }) => {
      commandEffects.accepted(command);
      session.pump();
    },
    'command-refused': ({ command }) => commandEffects.refused(command),
    'command-cancelled': ({ command }) => commandEffects.withdrawn(command),
    'command-dismissed': ({ command }) => commandEffects.withdrawn(command),
    'command-settled': ({ command }) => commandEffects.settled(command),
    'outbox-changed': () => {
      parts.search.wake();
      if (contacts.refresh()) refresh.all();
      refresh.topic('outbox');
      refresh.topic('connection');
    },
    'outbox-signed-out': () => session.pump(),
    'change-settled': ({ id }) => {
      refresh.conversation(id);
      refresh.topic('outbox');
    },
  };
};
