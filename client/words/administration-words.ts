import { LOCALE } from './t.ts';
import { makeTranslate } from './translate.ts';

/** Texts of the administrators' page, loaded with it. */
const WORDS = {
  title: 'Administration',
  loading: 'Asking the server…',
  retry: 'Try again',
  'problem.offline': 'This needs a connection, and the server cannot be reached. Nothing has changed.',
  'problem.too-many': 'Too many requests. Wait a minute, then try again.',
  'problem.not-allowed': 'Only those who look after this server can see this.',
  'problem.failed': 'The server could not do that. Nothing has changed; please try again in a moment.',

  'server.title': 'This server',
  'server.people': { one: '{count} account', other: '{count} accounts' },
  'server.open': 'Everybody who can reach this server can make an account.',
  'server.invitation': 'New accounts need an invitation.',
  'server.closed': 'No new accounts can be made, not by invitation either.',
  'server.mail.on': 'Addresses are confirmed by mail, and new passwords can be asked for by mail.',
  'server.mail.off': 'No mail is sent: who forgot their password gets a link from you.',
  'server.restored': 'An older database was put back. Devices have been sending what it lacks since {when}.',
  'server.noticed':
    'An older database was put back without “npm run restored”. The server noticed: devices have been sending what it lacks since {when}.',
  'server.change': 'This is set where the server is started (SKERRY_SIGN_UP, SKERRY_SMTP_URL).',

  'invitations.title': 'Invitations',
  'invitations.words':
    'Whoever has the link can make an account, as often as it says. Send it only to people you mean.',
  'invitations.closed': 'This server is closed: links made here do not work before that is changed.',
  'invitations.days': 'Valid for',
  'invitations.days.option': { one: '{count} day', other: '{count} days' },
  'invitations.uses': 'How many people',
  'invitations.uses.option': { one: '{count} person', other: '{count} people' },
  'invitations.make': 'Make an invitation',
  'invitations.none': 'No invitations yet.',
  'invitations.used': '{used} of {uses} used',
  'invitations.made': 'made by {name} {when}',
  'invitations.ends': 'ends {when}',
  'invitations.ended': 'ended {when}',
  'invitations.open': 'Open invitation',
  'invitations.revoke': 'Take back',
  'invitations.revoke.label': 'Take back the invitation made {when}',
  'invitations.revoked': 'The invitation is taken back: its link leads nowhere now.',

  'link.once': 'The link is shown only now: the server keeps no copy of it.',
  'link.address': 'Link',
  'link.copy': 'Copy the link',
  'link.copied': 'The link is copied.',
  'link.copy-failed': 'The link could not be copied. Select it and copy it yourself.',
  'link.share': 'Share…',
  'link.invitation': 'Invitation to this server',
  'link.invitation.qr': 'QR code of the invitation',
  'link.reset': 'New password for {name}',
  'link.reset.qr': 'QR code of the link for {name}’s new password',
  'link.reset.words':
    'Valid until {when}, once. Give it to {name} in person or over a way you trust: whoever opens it can choose the password. Earlier links for {name} no longer work.',

  'people.administrator': 'Administrator',
  'people.on': 'Make administrator',
  'people.on.label': 'Make administrator: {name}',
  'people.on.title': 'Make {name} an administrator?',
  'people.on.words':
    '{name} can then invite people, let them choose a new password, see reports and make others administrators.',
  'people.off': 'No longer administrator',
  'people.off.label': 'No longer administrator: {name}',
  'people.off.title': 'Take this role from {name}?',
  'people.off.words': '{name} keeps the account, and no longer looks after this server.',
  'people.act.password': 'Your password',
  'people.on.done': '{name} is an administrator now.',
  'people.off.done': '{name} is no longer an administrator.',
  'people.codes': 'Switch codes off',
  'people.codes.label': 'Switch codes off: {name}',
  'people.codes.title': 'Let {name} sign in without a code?',
  'people.codes.words':
    'Do this when {name} has neither the phone nor a recovery code any more, and you are sure who asks. The password alone then signs in; {name} can switch codes on again.',
  'people.codes.done': '{name} is asked for no code any more.',
  'people.title': 'People',
  'people.search': 'Find by name, user name or e-mail',
  'people.none': 'Nobody is called that.',
  'people.more': 'Show more',
  'people.since': 'since {when}',
  'people.reset': 'Make a reset link',
  'people.reset.label': 'Make a reset link for {name}',
  'people.reset.ask.title': 'Let {name} choose a new password?',
  'people.reset.ask.words':
    'Do this when {name} asked you to. When they use the link, all their devices are signed out; nothing on them is lost.',
  'people.reset.ask.cancel': 'Cancel',
} as const;

export const a = makeTranslate(WORDS, LOCALE);
