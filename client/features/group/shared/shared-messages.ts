import { registerMessages } from '../../../i18n/register.ts';

export const GROUP_SHARED_MESSAGES = registerMessages('group-shared', {
  'shared.title': 'Links and places',
  'shared.none.title': 'Nothing shared yet',
  'shared.none.words': 'Links, places and contacts from this conversation appear here.',
  'shared.incomplete': 'Older messages aren’t on this device, so some items may be missing.',
  'shared.loading': 'Loading…',
  'shared.by': '{author}, {when}',
  'shared.jump': 'Show the message of {author}',
  'shared.more': 'Show older',
});
