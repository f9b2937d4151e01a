import { registerMessages } from '../../i18n/register.ts';

export const AWAY_MESSAGES = registerMessages('away', {
  'away.title': 'While you were away',
  'away.show': 'Show',
  'away.as-of': 'As of {when}',
});
