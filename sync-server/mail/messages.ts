/** The texts of mails in English; those of the other languages are in `languages`. */
export const MAIL_MESSAGES = {
  'confirm.subject': 'Confirm your email address',
  'confirm.words':
    'Someone created a Skerry account with this email address. If it was you, open this link to confirm it:',
  'confirm.otherwise': 'The link works for one day. If it wasn’t you, ignore this email.',
  'reset.subject': 'Reset your Skerry password',
  'reset.words':
    'Someone asked to reset the password of your Skerry account. If it was you, open this link to choose a new one:',
  'reset.otherwise':
    'The link works once, within one hour. If it wasn’t you, ignore this email: your password hasn’t changed.',
  'existing.subject': 'You already have a Skerry account',
  'existing.words':
    'Someone tried to create a Skerry account with this email address, which already has one. Sign in or reset your password here:',
  'existing.otherwise': 'If it wasn’t you, ignore this email.',
} as const;
