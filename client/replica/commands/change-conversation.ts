import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { DONE } from '../../../shared/result.ts';
import type { ChangePlace } from '../outbox/changes.ts';
import type { ChangeRecord } from '../records.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { type Outcome, withConversation } from './writing.ts';

/** Changes something of the conversation itself: shown at once, and waiting until the server has it. */
export const changeConversation = (
  deps: ConversationDeps,
  id: ConversationId,
  place: ChangePlace,
  shown: ChangeRecord['value'],
  written: () => unknown,
): Promise<Outcome> =>
  withConversation(deps, id, (live): Outcome => {
    void deps.changes.note(id, place, shown);
    live.write((doc) => doc.getMap(place.root).set(place.key, written()));
    return DONE;
  });
