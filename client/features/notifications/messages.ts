import { registerMessages } from '../../i18n/register.ts';

export const NOTIFICATIONS_MESSAGES = registerMessages('notifications', {
  'settings.notifications': 'Notifications',
  'settings.hint': 'Get notified of new messages.',
  'settings.hint.act': 'Set up',
  'settings.hint.dismiss': 'Not now',
});
