import { registerMessages } from '../i18n/register.ts';

export const APP_LATE_MESSAGES = registerMessages('app-late', {
  'app.cancel': 'Cancel',
});
