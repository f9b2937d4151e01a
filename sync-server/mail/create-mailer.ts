import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Mail } from './mails.ts';

export interface Mailer {
  /**
   * Sends in the background: how long a mail server takes must tell nobody whether there is an account. What fails is
   * logged, without address and content; people ask again.
   */
  send(to: string, mail: Mail): void;
  close(): void;
}

/** ms; a mail server that does not answer holds nothing up for longer. */
const PATIENCE_MS = 30_000;

export const createMailer = ({ url, from }: MailConfig, log: Log): Mailer => {
  const transport = createTransport({
    url,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send(to, { subject, text }) {
      // An address object, so that nothing in it is read as several.
      transport.sendMail({ from, to: { name: '', address: to }, subject, text }).then(
        () => log.debug('mail-sent'),
        (error: unknown) => log.warn('mail-failed', { error }),
      );
    },
    close: () => transport.close(),
  };
};
