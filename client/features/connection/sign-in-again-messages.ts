import { registerMessages } from '../../i18n/register.ts';

export const CONNECTION_SIGN_IN_AGAIN_MESSAGES = registerMessages('connection-sign-in-again', {
  'connection.sign-in.title': 'Sign in again',
  'connection.sign-in.device': 'This device has messages of this account.',
});
