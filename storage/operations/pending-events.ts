import type { ConversationEvent } from '../../shared/document/chapter.ts';
import { makeUlid } from '../../shared/ids/ulid.ts';
import type { PendingEvent } from '../ports/upkeep.ts';
import { rowWrite } from '../sql/statements.ts';
import { ADD_PENDING_EVENTS, READ_PENDING_EVENTS } from '../sql/upkeep.ts';
import type { Connection } from './connection.ts';
import { driver, type Work } from './work.ts';

/** What `add` wrote, read back. */
const parseEvent = (text: string): ConversationEvent => JSON.parse(text) as ConversationEvent;

/** Rows of events that are decided and not written yet. Call `add` inside the caller's transaction. */
export const createPendingEvents = ({ now, random }: Connection) => {
  /** Time of the last id, so that events of one millisecond keep their order. */
  let last = 0;
  return {
    *add(conversation: number, event: ConversationEvent): Work<void> {
      last = Math.max(now(), last + 1);
      yield* driver.write([
        rowWrite(ADD_PENDING_EVENTS, [[makeUlid(last, random), conversation, JSON.stringify(event)]]),
      ]);
    },
    *after(place: number, limit: number): Work<PendingEvent[]> {
      const rows = yield* driver.read(READ_PENDING_EVENTS, [[place, limit]]);
      return rows.map(({ conversation, event, ...row }) => ({
        ...row,
        conversationId: conversation,
        event: parseEvent(event),
      }));
    },
  };
};
export type PendingEvents = ReturnType<typeof createPendingEvents>;
