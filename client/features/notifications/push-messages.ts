import { registerMessages } from '../../i18n/register.ts';

/** What the service worker says; pages leave it there in the person's language. */
export const NOTIFICATIONS_PUSH_MESSAGES = registerMessages('notifications', {
  'push.new': 'New message',
  'push.request': 'New message request',
  'push.more': { one: '{count} more message', other: '{count} more messages' },
  'push.other': 'Open Skerry to see what’s new.',
  'push.reply': 'Reply',
  'push.read': 'Mark as read',
});
