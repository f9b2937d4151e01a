import { blobsIn, filesIn } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { arrange } from '../account/arrange.ts';
import { acceptStranger } from '../commands/accept-stranger.ts';
import type { PendingEvent } from '../pending/pending-messages.ts';
import type { UploadEvent } from '../uploads/uploads.ts';
import type { PersonEvent, Reactions } from './events.ts';
import type { Parts } from './parts.ts';

const messageWritten = (
  parts: Parts,
  { tab, id, messageId, body, thread }: Extract<PersonEvent, { type: 'message-written' }>,
): void => {
  const { contacts, account, screens, rowNotes, session, uploads } = parts;
  // Writing to a stranger accepts them.
  if (contacts.request(id) === 'incoming') void acceptStranger(parts, id);
  if (body.forwarded !== true) {
    // A person wants to see what they just wrote, in the tab in which they wrote it.
    void screens.shown(tab, id)?.jumpToEnd();
    if (body.kind === 'text' || body.kind === 'files') {
      const { text = '', reply } = body;
      if (thread === undefined) account.drafts.sent(id, text, reply?.id);
      else account.drafts.sentInThread(id, thread, text);
    }
  }
  rowNotes.written(id, messageId, body);
  if (filesIn(body).length > 0) uploads.run();
  session.pump();
};

const messagesRead = (parts: Parts, id: ConversationId, seq: number | undefined): void => {
  const { directory, account, receipts, refresh } = parts;
  const known = directory.get(id);
  const to = seq ?? known?.seq ?? 0;
  const { unreadAt } = account.state.arrangement(id);
  if (unreadAt !== undefined && (seq === undefined || seq > unreadAt)) void arrange(parts, id, { markedUnread: false });
  if (to <= (known?.read ?? 0)) return;
  receipts.raise(id, { read: to });
  refresh.row(id);
};

export const personReactions = (parts: Parts): Reactions<PersonEvent | PendingEvent | UploadEvent> => {
  const { refresh, screens } = parts;
  return {
    'message-written': (event) => messageWritten(parts, event),
    'message-kept': ({ id }) => refresh.conversation(id),
    'message-published': ({ id, messageId, body }) => {
      parts.rowNotes.written(id, messageId, body);
      parts.uploads.published(id, messageId, blobsIn(body));
      refresh.conversation(id);
      parts.session.pump();
    },
    'uploads-changed': ({ now }) => refresh.topic('uploads', now),
    'messages-read': ({ id, seq }) => messagesRead(parts, id, seq),
    'not-sent-changed': () => {
      refresh.topic('not-sent', true);
      refresh.topic('connection', true);
      for (const id of screens.conversations()) refresh.topic(`timeline/${id}`, true);
    },
    'person-blocked': () => {
      parts.search.wake();
      refresh.all();
    },
  };
};
