import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { arrange, keepUnarchived } from '../account/arrange.ts';
import type { Reactions, ScreenEvent } from './events.ts';
import type { Parts } from './parts.ts';

export const screenReactions = (parts: Parts): Reactions<ScreenEvent> => {
  const { refresh, session, account, presence, views } = parts;
  return {
    'conversation-shown': ({ id }) => {
      views.opened(id);
      presence.join(id);
      if (account.state.arrangement(id).unreadAt !== undefined) void arrange(parts, id, { markedUnread: false });
    },
    'conversation-hidden': ({ id }) => {
      views.left(id);
      presence.leave(id);
    },
    'window-changed': ({ id }) => {
      refresh.conversation(id);
      session.pump();
    },
    'documents-left': ({ documents }) => {
      for (const name of documents) {
        const live = parts.pool.peek(name);
        if (live !== undefined) parts.upkeep.settle(live);
      }
      session.pump();
    },
    'latest-opened': ({ ids }) => {
      for (const id of ids) refresh.row(parseConversationId(id));
    },
    'row-chapter-opened': ({ id }) => refresh.row(id),
    'mute-ended': ({ id }) => {
      refresh.row(id);
      keepUnarchived(parts, [id]);
    },
    'search-progressed': ({ topic }) => refresh.topic(topic),
  };
};
