import { registerMessages } from '../../../i18n/register.ts';

/** Of what is done with messages: opened late, and not needed to read and write. */
export const MESSAGE_MENU_MESSAGES = registerMessages('message-menu', {
  'message.edit': 'Edit',
  'message.copy': 'Copy text',
  'message.remove': 'Delete for everyone',
  'message.hide': 'Delete for me',
  'message.open-thread': 'Open thread',
  'message.react-more': 'More emoji',
  'message.link': 'Copy link',
  'message.forward': 'Forward',
  'message.star': 'Star',
  'message.unstar': 'Remove star',
  'message.pin': 'Pin',
  'message.unpin': 'Unpin',
  'message.select': 'Select',
  'message.details': 'Info',
  'message.close-poll': 'Close poll',
});
