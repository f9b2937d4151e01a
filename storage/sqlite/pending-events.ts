import type { ConversationEvent } from '../../shared/document/event.ts';
import { makeUlid } from '../../shared/ids/ulid.ts';
import type { PendingEvent } from '../ports/upkeep.ts';
import { rowWrite } from '../sql/statements.ts';
import { ADD_PENDING_EVENTS, READ_PENDING_EVENTS } from '../sql/upkeep.ts';
import type { Connection } from './connection.ts';

/** What `add` wrote, read back. */
const parseEvent = (text: string): ConversationEvent => JSON.parse(text) as ConversationEvent;

/** Rows of events that are decided and not written down yet. `add` belongs into the caller's transaction. */
export const createPendingEvents = ({ driver, now, random }: Connection) => {
  /** Time of the last id: events of one moment keep their order. */
  let last = 0;
  return {
    add: (conversation: number, event: ConversationEvent): void => {
      last = Math.max(now(), last + 1);
      driver.write([rowWrite(ADD_PENDING_EVENTS, [[makeUlid(last, random), conversation, JSON.stringify(event)]])]);
    },
    after: (place: number, limit: number): PendingEvent[] =>
      driver
        .read(READ_PENDING_EVENTS, [[place, limit]])
        .map(({ conversation, event, ...row }) => ({ ...row, conversationId: conversation, event: parseEvent(event) })),
  };
};
export type PendingEvents = ReturnType<typeof createPendingEvents>;
