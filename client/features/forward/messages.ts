import { registerMessages } from '../../i18n/register.ts';

export const FORWARD_MESSAGES = registerMessages('forward', {
  'forward.title': 'Forward {messages}',
  'forward.messages': { one: 'a message', other: '{count} messages' },
  'forward.search': 'Search conversations and people',
  'forward.people': 'People',
  'forward.none': 'No results',
  'forward.chosen': { one: '{count} chosen', other: '{count} chosen' },
  'forward.act': 'Forward',
  'forward.done': {
    one: 'Forwarded {messages} to {count} conversation',
    other: 'Forwarded {messages} to {count} conversations',
  },
});
