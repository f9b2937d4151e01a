export interface Mail {
  readonly subject: string;
  /** Plain text: no pictures that tell when it was read, and links that show where they lead. */
  readonly text: string;
}

const mail = (subject: string, ...paragraphs: string[]): Mail => ({ subject, text: `${paragraphs.join('\n\n')}\n` });

/** @param url of a page of ours, the token behind its `#` */
export const confirmMail = (url: string): Mail =>
  mail(
    'Confirm your email address',
    'Someone created a Skerry account with this email address. If it was you, open this link to confirm it:',
    url,
    'The link works for one day. If it wasn’t you, ignore this email.',
  );

export const resetMail = (url: string): Mail =>
  mail(
    'Reset your Skerry password',
    'Someone asked to reset the password of your Skerry account. If it was you, open this link to choose a new one:',
    url,
    'The link works once, within one hour. If it wasn’t you, ignore this email: your password hasn’t changed.',
  );

export const existingMail = (url: string): Mail =>
  mail(
    'You already have a Skerry account',
    'Someone tried to create a Skerry account with this email address, which already has one. Sign in or reset your password here:',
    url,
    'If it wasn’t you, ignore this email.',
  );
