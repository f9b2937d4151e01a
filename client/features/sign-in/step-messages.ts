import { registerMessages } from '../../i18n/register.ts';

export const SIGN_IN_STEP_MESSAGES = registerMessages('sign-in-step', {
  'step.code': 'Code',
  'step.recovery': 'Recovery code',
  'step.act': 'Sign in',
  'step.use-recovery': 'Use recovery code',
  'step.use-code': 'Use code from the app',
  'step.back': 'Back',
});
