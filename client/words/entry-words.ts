import { LOCALE } from './t.ts';
import { makeTranslate } from './translate.ts';

/** Texts of the rarer ways in: by invitation, with a new password, with a confirmed address. Loaded with their pages. */
const WORDS = {
  asking: 'Loading…',
  'sign-in': 'Sign in',
  retry: 'Try again',
  'offline.title': 'No connection',
  'offline.words': 'Can’t reach the server. Check your connection and try again.',

  'invited.title': '{name} invites you',
  'invited.words': 'Create your account on this server. Others see your name and can find you by it.',
  'invited.group': 'You’ll then join the group.',
  'invited.gone.title': 'This invitation has expired',
  'invited.gone.words': 'Ask for a new one. If you already created an account with it, sign in.',
  'invited.in': 'Already have an account?',

  'forgot.title': 'Forgot your password?',
  'forgot.mail.words': 'Enter your email. We’ll send you a link to choose a new password.',
  'forgot.mail.act': 'Send link',
  'forgot.mail.busy': 'Sending…',
  'forgot.sent.title': 'Check your email',
  'forgot.sent.words':
    'If there’s an account for {email}, we sent a link that works for one hour. Check your spam folder.',
  'forgot.ask.words':
    'This server doesn’t send email. Ask its administrator for a reset link (Settings, Administration, People).',
  'forgot.back': 'Back to sign-in',

  'reset.title': 'New password for {name}',
  'reset.words': 'All your devices will be signed out. Nothing on them is lost.',
  'reset.password': 'New password',
  'reset.act': 'Change password',
  'reset.busy': 'Changing…',
  'reset.done.title': 'Password changed',
  'reset.done.words': 'Sign in with your new password.',
  'reset.gone.title': 'This link has expired',
  'reset.gone.words': 'Your password wasn’t changed. Ask for a new link.',

  'verify.title': 'Confirming your email…',
  'verify.done.title': 'Email confirmed',
  'verify.done.words': 'You can sign in now.',
  'verify.gone.title': 'This link has expired',
  'verify.gone.words': 'Sign in to get a new link.',

  'change.title': 'Password',
  'change.words': 'You sign in with it on new devices.',
  'change.open': 'Change password',
  'change.current': 'Current password',
  'change.new': 'New password',
  'change.others': 'Sign out all other devices',
  'change.others.words': 'They keep their messages and need the new password.',
  'change.act': 'Change password',
  'change.busy': 'Changing…',
  'change.cancel': 'Cancel',
  'change.done': 'Password changed.',
  'change.wrong': 'Incorrect current password.',
} as const;

export const w = makeTranslate(WORDS, LOCALE);
