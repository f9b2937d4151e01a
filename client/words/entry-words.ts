import { LOCALE } from './t.ts';
import { makeTranslate } from './translate.ts';

/** Texts of the rarer ways in: by invitation, with a new password, with a confirmed address. Loaded with their pages. */
const WORDS = {
  asking: 'Asking the server…',
  'sign-in': 'Sign in',
  retry: 'Try again',
  'offline.title': 'No connection',
  'offline.words': 'The server cannot be reached, so this link cannot be looked at. Nothing has changed.',

  'invited.title': '{name} invites you',
  'invited.words': 'Make your account on this server. Your name is what others see and how they find you.',
  'invited.group': 'Afterwards you come to the group that you were invited to.',
  'invited.gone.title': 'This invitation is over',
  'invited.gone.words':
    'It was used up, has ended, or was taken back. Ask whoever sent it for a new one. If you made an account with it, sign in.',
  'invited.in': 'Already have an account?',

  'forgot.title': 'Forgot your password?',
  'forgot.mail.words':
    'Write the e-mail address of your account, and a link with which you choose a new password comes by mail.',
  'forgot.mail.act': 'Send the link',
  'forgot.mail.busy': 'Sending…',
  'forgot.sent.title': 'Look into your mail',
  'forgot.sent.words':
    'If there is an account with {email}, a link is on its way. It is valid for one hour. Look among unwanted mail too.',
  'forgot.ask.words':
    'This server sends no mail. Ask whoever runs it for a link: they find it under Settings, Administration, People. It works once, and you choose the new password yourself.',
  'forgot.back': 'Back to signing in',

  'reset.title': 'A new password for {name}',
  'reset.words':
    'Your devices are signed out when it is set. Nothing on them is lost: they sync again when you sign in there.',
  'reset.password': 'New password',
  'reset.act': 'Set the password',
  'reset.busy': 'Setting…',
  'reset.done.title': 'Your new password holds',
  'reset.done.words': 'The link has done its work. Sign in with the new password.',
  'reset.gone.title': 'This link is over',
  'reset.gone.words':
    'It was used, has ended, or a newer one was made. Your password is as it was. Ask for a new link.',

  'verify.title': 'Confirming your address…',
  'verify.done.title': 'Your address is confirmed',
  'verify.done.words': 'You can sign in now.',
  'verify.gone.title': 'This link is over',
  'verify.gone.words': 'It has ended, or is incomplete. Sign in, and another mail with a new link comes.',

  'change.title': 'Password',
  'change.words': 'With it you sign in on new devices.',
  'change.open': 'Change password',
  'change.current': 'Current password',
  'change.new': 'New password',
  'change.others': 'Sign out all other devices',
  'change.others.words': 'They keep what they have, and ask for the new password.',
  'change.act': 'Change password',
  'change.busy': 'Changing…',
  'change.cancel': 'Keep the old one',
  'change.done': 'Your new password holds.',
  'change.wrong': 'This is not your current password. Nothing has changed.',
} as const;

export const w = makeTranslate(WORDS, LOCALE);
