import type { AccountEvent } from '../account/account-events.ts';
import { keepUnarchived } from '../account/arrange.ts';
import type { Reactions } from './events.ts';
import type { Parts } from './parts.ts';

export const accountReactions = (parts: Parts): Reactions<AccountEvent> => {
  const { refresh, search, privacy } = parts;
  return {
    'account-opened': () => {
      keepUnarchived(parts, parts.directory.ids());
      privacy.refresh();
      parts.session.pump();
    },
    'account-replaced': () => {
      search.wake();
      refresh.all();
    },
    'row-arranged': ({ id, now }) => refresh.row(id, now),
    'messages-marked': ({ id, now }) => {
      search.wake();
      refresh.conversation(id, now);
    },
    'thread-draft-changed': ({ id, now }) => {
      for (const topic of parts.screens.threads(id)) refresh.topic(topic, now);
    },
    'preferences-changed': ({ now }) => {
      refresh.topic('preferences', now);
      privacy.refresh();
    },
    'privacy-changed': () => {
      refresh.all();
      parts.presence.visibilityChanged();
    },
    'profile-changed': () => refresh.profile(),
    'presence-changed': ({ id }) => {
      refresh.row(id);
      refresh.topic(`conversation/${id}`);
    },
    'typing-changed': ({ id }) => refresh.row(id),
  };
};
