import { registerMessages } from '../../i18n/register.ts';

export const SWITCHER_MESSAGES = registerMessages('switcher', {
  'switcher.title': 'Go to',
  'switcher.field': 'Conversation or person',
  'switcher.results': 'Conversations and people',
  'switcher.found': { one: '{count} found', other: '{count} found' },
  'switcher.start': 'New conversation',
  'switcher.none': 'No results',
});
