import { registerMessages } from '../../i18n/register.ts';

export const NOT_SENT_MESSAGES = registerMessages('not-sent', {
  'refusal.deleted': 'The message was deleted.',
  'refusal.cancelled': 'You cancelled this conversation.',
  'refusal.other': 'The server couldn’t accept it.',
  'not-sent.title': 'Not sent',
  'not-sent.words': 'The server rejected these messages. They’re only on this device.',
  'not-sent.empty.title': 'Nothing here',
  'not-sent.empty.words': 'Messages the server rejects are kept here.',
  'not-sent.unreadable': 'This message can’t be shown.',
  'not-sent.in': 'to {title}, written {when}',
  'not-sent.written': 'written {when}',
  'not-sent.copy': 'Copy',
  'not-sent.copied': 'Copied',
  'not-sent.retry': 'Try again',
  'not-sent.discard': 'Discard',
  'not-sent.discard.title': 'Discard message?',
  'not-sent.discard.words': 'This can’t be undone.',
  'refusal.not-a-member': 'You were no longer in the group.',
  'refusal.not-allowed': 'You don’t have permission to do this here.',
  'refusal.server-restored': 'The server was restored from an older backup and no longer has this group.',
  'refusal.conversation-refused': 'The server rejected the conversation.',
});
