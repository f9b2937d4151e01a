export interface Mail {
  readonly subject: string;
  /** Plain text: no pictures that tell when it was read, and links that show where they lead. */
  readonly text: string;
}

const mail = (subject: string, ...paragraphs: string[]): Mail => ({ subject, text: `${paragraphs.join('\n\n')}\n` });

/** @param url of a page of ours, the token behind its `#` */
export const confirmMail = (url: string): Mail =>
  mail(
    'Confirm your e-mail address',
    'Somebody, most likely you, made a Skerry account with this e-mail address. Open this link to confirm it:',
    url,
    'The link is valid for one day. If this was not you, there is nothing to do.',
  );

export const resetMail = (url: string): Mail =>
  mail(
    'A new password for Skerry',
    'Somebody, most likely you, asked for a new password. Open this link to choose it:',
    url,
    'The link is valid for one hour and works once. If this was not you, there is nothing to do: your password stays as it is.',
  );

export const existingMail = (url: string): Mail =>
  mail(
    'You have a Skerry account already',
    'Somebody, most likely you, wanted to make a Skerry account with this e-mail address, but there is one. You can sign in, or ask for a new password, here:',
    url,
    'If this was not you, there is nothing to do.',
  );
