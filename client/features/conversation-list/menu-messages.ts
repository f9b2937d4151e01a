import { registerMessages } from '../../i18n/register.ts';

export const CONVERSATION_LIST_MENU_MESSAGES = registerMessages('conversation-list-menu', {
  'list.pin': 'Pin',
  'list.unpin': 'Unpin',
  'list.mark-read': 'Mark as read',
  'list.mark-unread': 'Mark as unread',
  'list.mute': 'Mute…',
  'list.mute.title': 'Mute {title}',
  'list.unmute': 'Unmute (until {until})',
  'list.unmute.forever': 'Unmute',
  'list.mute.hour': 'For 1 hour',
  'list.mute.hours': 'For 8 hours',
  'list.mute.week': 'For 1 week',
  'list.mute.forever': 'Always',
  'list.notify.mentions': 'Mentions only',
  'list.archive': 'Archive',
  'list.unarchive': 'Unarchive',
});
