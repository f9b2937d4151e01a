import { filesIn } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { arrange } from '../account/arrange.ts';
import { acceptStranger } from '../commands/accept-stranger.ts';
import type { PersonEvent } from './events.ts';
import type { Parts } from './parts.ts';

export const messageWritten = (
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

export const messagesRead = (parts: Parts, id: ConversationId, seq: number | undefined): void => {
  const { directory, account, receipts, refresh } = parts;
  const known = directory.get(id);
  const to = seq ?? known?.seq ?? 0;
  const { unreadAt } = account.state.arrangement(id);
  if (unreadAt !== undefined && (seq === undefined || seq > unreadAt)) void arrange(parts, id, { markedUnread: false });
  if (to <= (known?.read ?? 0)) return;
  receipts.raise(id, { read: to });
  refresh.row(id);
};
