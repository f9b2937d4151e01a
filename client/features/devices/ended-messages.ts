import { registerMessages } from '../../i18n/register.ts';

export const DEVICES_ENDED_MESSAGES = registerMessages('devices-ended', {
  'session-ended.session.title': 'This device was signed out',
  'session-ended.session.words':
    'It was signed out from another device, or your password changed. Your messages are still here.',
  'session-ended.account.title': 'This account was deleted',
  'session-ended.account.words': 'Its messages stay on this device until you remove them.',
  'session-ended.unsent': {
    one: 'One change hasn’t reached the server and would be lost:',
    other: '{count} changes haven’t reached the server and would be lost:',
  },
  'session-ended.unsent.in': 'In {title}',
  'session-ended.unsent.more': { one: 'and one more', other: 'and {count} more' },
  'session-ended.sign-in': 'Sign in and keep everything',
  'session-ended.save': 'Save unsent changes as a file',
  'session-ended.saved': 'Saved as skerry-unsent.txt in your downloads.',
  'session-ended.remove': 'Remove everything from this device',
  'session-ended.remove.title': 'Remove everything from this device?',
  'session-ended.remove.words':
    'Removes this account’s messages, drafts and pictures from this device. Messages on the server stay.',
  'session-ended.remove.lose': {
    one: 'One unsent change will be lost.',
    other: '{count} unsent changes will be lost.',
  },
  'session-ended.remove.act': 'Remove everything',
  'session-ended.for': 'Account: {name}, {email}',
});
