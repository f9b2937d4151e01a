import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { NotSentEntry } from '../../channel/projections.ts';
import type { Directory } from '../directory.ts';
import type { LocalState } from '../local-state.ts';

/** What could not be sent, the oldest first. */
export const notSentEntries = (localState: LocalState, directory: Directory): readonly NotSentEntry[] =>
  [...localState.tables.notSent]
    .flatMap(([key, { conversationId, title, text, at, reason, retry }]): NotSentEntry[] => {
      const id = parseConversationId(conversationId);
      if (id === undefined) return [];
      return [
        {
          key,
          conversationId: id,
          conversationTitle: directory.get(id)?.title ?? title,
          text,
          at,
          reason,
          retry: retry && directory.roleIn(id) !== undefined,
        },
      ];
    })
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
