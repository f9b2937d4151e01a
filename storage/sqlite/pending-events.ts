import type { ConversationEvent } from '../../shared/document/event.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeUlid } from '../../shared/ids/ulid.ts';
import type { PendingEvent } from '../ports/upkeep.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

interface Row {
  readonly place: number;
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly event: string;
}

/** What `add` wrote, read back. */
const parseEvent = (text: string): ConversationEvent => JSON.parse(text) as ConversationEvent;

/** Rows of events that are decided and not written down yet. `add` belongs into the caller's transaction. */
export const createPendingEvents = ({ database, now, random }: Connection) => {
  /** Time of the last id: events of one moment keep their order. */
  let last = 0;
  const insert = prepare<[string, number, string]>(
    database,
    'insert into pending_events (id, conversation, event) values (?, ?, ?)',
  );
  const after = prepare<[number, number], Row>(
    database,
    `select place, e.id, public_id as conversationId, event from pending_events e
     join conversations c on c.id = e.conversation where place > ? order by place limit ?`,
  );
  return {
    add: (conversation: number, event: ConversationEvent): void => {
      last = Math.max(now(), last + 1);
      insert.run(makeUlid(last, random), conversation, JSON.stringify(event));
    },
    after: (place: number, limit: number): PendingEvent[] =>
      after.all(place, limit).map((row) => ({ ...row, event: parseEvent(row.event) })),
  };
};
export type PendingEvents = ReturnType<typeof createPendingEvents>;
