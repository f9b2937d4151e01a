import { registerMessages } from '../../../i18n/register.ts';

export const GROUP_SHARED_MESSAGES = registerMessages('group-shared', {
  'shared.title': 'Photos, files and links',
  'shared.none.title': 'Nothing shared yet',
  'shared.none.words': 'Photos, files, links and places from this conversation appear here.',
  'shared.incomplete': 'Older messages aren’t on this device, so some items may be missing.',
  'shared.kinds': 'Type',
  'shared.kind.media': 'Photos and videos',
  'shared.kind.files': 'Files',
  'shared.kind.voice': 'Voice',
  'shared.kind.links': 'Links',
  'shared.kind.none': 'Nothing here yet.',
  'shared.loading': 'Loading…',
  'shared.by': '{author}, {when}',
  'shared.jump': 'Show message from {author}',
  'shared.more': 'Show older',
});
