import { registerMessages } from '../../i18n/register.ts';

/** Apart from the other texts of messages, which load with the page: only shown messages need it. */
export const WEBHOOK_MESSAGES = registerMessages('webhook', {
  'webhook.mark': 'webhook',
});
