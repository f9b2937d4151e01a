import { registerMessages } from './register.ts';

export const I18N_MESSAGES = registerMessages('i18n', {
  'date.today': 'Today',
  'date.yesterday': 'Yesterday',
  'date.unknown': 'Unknown date',
});
