import { registerMessages } from '../../i18n/register.ts';

export const DEVICES_ACCOUNT_MESSAGES = registerMessages('devices-account', {
  'account.problem.offline': 'Can’t reach the server. Check your connection and try again.',
  'account.problem.too-many': 'Too many attempts. Wait a few minutes, then try again.',
  'account.problem.signed-out': 'Sign in again to change this.',
  'account.problem.password': 'Incorrect password.',
  'account.problem.code': 'Incorrect or expired code. Enter the current code.',
  'account.problem.code-used': 'This code was already used. Wait for the next one.',
  'account.problem.recovery': 'Incorrect or used recovery code.',
  'account.problem.locked': 'Too many incorrect codes. Wait 15 minutes, or use a device that’s signed in.',
  'account.problem.again': 'Your sign-in timed out. Go back and sign in again.',
  'account.problem.not-fresh': 'Sign in again to confirm it’s you, then try again.',
  'account.problem.link-gone': 'This link has expired. Create a new one on the other device.',
  'account.problem.passkey': 'No passkey was used.',
  'account.problem.passkey-known': 'This device already has a passkey for your account.',
  'account.problem.passkey-unknown': 'This server doesn’t know this passkey. Sign in with your password.',
  'account.problem.name': 'Enter a name of 1 to 60 characters.',
  'account.problem.failed': 'Something went wrong on the server. Try again.',
  'account.sign-in-again': 'Sign in again',
  'account.loading': 'Loading…',
  'account.retry': 'Try again',
});
