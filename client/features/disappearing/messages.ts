import { registerMessages } from '../../i18n/register.ts';

export const DISAPPEARING_MESSAGES = registerMessages('disappearing', {
  'disappear.title': 'Disappearing messages',
  'disappear.words': 'New messages are deleted for everyone after this time. People can still copy or photograph them.',
  'disappear.0': 'Off',
  'disappear.86400': 'After 1 day',
  'disappear.604800': 'After 7 days',
  'disappear.2592000': 'After 30 days',
  'disappear.only': 'Only the owner and admins can change this.',
});
