import { registerMessages } from '../../i18n/register.ts';

export const PASSWORD_MESSAGES = registerMessages('password', {
  'password.change.title': 'Password',
  'password.change.words': 'You sign in with it on new devices.',
  'password.change.open': 'Change password',
  'password.change.current': 'Current password',
  'password.change.new': 'New password',
  'password.change.others': 'Sign out all other devices',
  'password.change.others.words': 'They keep their messages and need the new password.',
  'password.change.act': 'Change password',
  'password.change.busy': 'Changing…',
  'password.change.cancel': 'Cancel',
  'password.change.done': 'Password changed.',
  'password.change.wrong': 'Incorrect current password.',
});
