import { registerMessages } from '../../i18n/register.ts';

export const ADMINISTRATION_PUSH_MESSAGES = registerMessages('administration', {
  'administration.push': 'Refused push notifications',
  'administration.push.none': 'No push service refused anything lately.',
});
