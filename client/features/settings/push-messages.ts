import { registerMessages } from '../../i18n/register.ts';

export const SETTINGS_PUSH_MESSAGES = registerMessages('settings', {
  'settings.push.here': 'Notifications on this device',
  'settings.push': 'When Skerry is closed',
  'settings.push.words': 'Notify this device even when no tab is open.',
  'settings.push.unsupported': 'This browser can only notify you while Skerry is open.',
  'settings.push.permission': 'Your browser didn’t allow notifications.',
  'settings.push.browser': 'Your browser couldn’t set this up. Check your connection and try again.',
  'settings.push.server': 'The server couldn’t be reached. Try again when you’re online.',
  'settings.push.content': 'Show in notifications',
  'settings.push.content.full': 'Name and message',
  'settings.push.content.name': 'Name only',
  'settings.push.content.nothing': 'No name or message',
  'settings.pause': 'Pause notifications',
  'settings.pause.off': 'Off',
  'settings.pause.hour': 'For 1 hour',
  'settings.pause.hours': 'For 8 hours',
  'settings.pause.forever': 'Until I turn it off',
  'settings.pause.until': 'Until {time}',
});
