import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';

/** A row of the conversation list: a group in which nothing waits for its reader, unless `values` say otherwise. */
export const conversationRow = (values: Partial<ConversationRow> = {}): ConversationRow => ({
  id: makeGroupId(1, () => 0.5),
  kind: 'group',
  title: 'Boat club',
  peer: undefined,
  membersCount: 3,
  picture: undefined,
  request: false,
  blocked: false,
  state: 'ready',
  last: undefined,
  seq: 0,
  read: 0,
  news: [],
  newsFrom: 0,
  unread: 0,
  mentions: 0,
  notSent: 0,
  joinRequests: 0,
  draft: { text: '', target: undefined, edit: '' },
  typing: [],
  pinned: false,
  archived: false,
  mutedUntil: 0,
  mentionsOnly: false,
  markedUnread: false,
  ...values,
});
