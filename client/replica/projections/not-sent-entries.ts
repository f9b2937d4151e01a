import type { Unopened } from '../../../shared/envelope/opened-body.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { NotSentEntry } from '../../channel/projections.ts';
import type { Directory } from '../directory.ts';
import type { LocalState } from '../local-state.ts';

/**
 * What could not be sent, oldest first.
 * @param whyUnopened of an entry that is kept as it was sealed
 */
export const notSentEntries = (
  localState: LocalState,
  directory: Directory,
  whyUnopened: (key: string) => Unopened,
): readonly NotSentEntry[] =>
  [...localState.tables.notSent]
    .flatMap(([key, { conversationId, title, text, sealed, at, reason, retry }]): NotSentEntry[] => {
      const id = parseConversationId(conversationId);
      if (id === undefined) return [];
      return [
        {
          key,
          conversationId: id,
          conversationTitle: directory.get(id)?.title ?? title,
          text,
          ...(sealed === undefined ? {} : { unopened: whyUnopened(key) }),
          at,
          reason,
          retry: retry && sealed === undefined && directory.roleIn(id) !== undefined,
        },
      ];
    })
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
