import { registerMessages } from '../../i18n/register.ts';

export const ENTRY_MESSAGES = registerMessages('entry', {
  'entry.asking': 'Loading…',
  'entry.sign-in': 'Sign in',
  'entry.retry': 'Try again',
  'entry.offline.title': 'No connection',
  'entry.offline.words': 'Can’t reach the server. Check your connection and try again.',
  'entry.invited.title': '{name} invites you',
  'entry.invited.words': 'Create your account on this server. Others see your name and can find you by it.',
  'entry.invited.group.words':
    'Create your account on this server. Others see your name and can find you by it. You’ll then join the group.',
  'entry.invited.gone.title': 'This invitation has expired',
  'entry.invited.gone.words': 'Ask for a new one. If you already created an account with it, sign in.',
  'entry.invited.in': 'Already have an account?',
  'entry.forgot.title': 'Forgot your password?',
  'entry.forgot.mail.words': 'Enter your email. We’ll send you a link to choose a new password.',
  'entry.forgot.mail.act': 'Send link',
  'entry.forgot.mail.busy': 'Sending…',
  'entry.forgot.sent.title': 'Check your email',
  'entry.forgot.sent.words':
    'If there’s an account for {email}, we sent a link that works for one hour. Check your spam folder.',
  'entry.forgot.ask.words':
    'This server doesn’t send email. Ask its administrator for a reset link (Settings, Administration, People).',
  'entry.forgot.back': 'Back to sign-in',
  'entry.reset.title': 'New password for {name}',
  'entry.reset.words': 'All your devices will be signed out. Nothing on them is lost.',
  'entry.reset.password': 'New password',
  'entry.reset.act': 'Change password',
  'entry.reset.busy': 'Changing…',
  'entry.reset.done.title': 'Password changed',
  'entry.reset.done.words': 'Sign in with your new password.',
  'entry.reset.gone.title': 'This link has expired',
  'entry.reset.gone.words': 'Your password wasn’t changed. Ask for a new link.',
  'entry.verify.done.title': 'Email confirmed',
  'entry.verify.done.words': 'You can sign in now.',
  'entry.verify.gone.title': 'This link has expired',
  'entry.verify.gone.words': 'Sign in to get a new link.',
});
