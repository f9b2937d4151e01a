import { registerMessages } from '../../i18n/register.ts';

export const STARRED_MESSAGES = registerMessages('starred', {
  'starred.title': 'Starred messages',
  'starred.empty.title': 'No starred messages',
  'starred.empty.words': 'Star a message to find it here. Only you can see your stars.',
  'starred.in': '{author} in {title}',
  'starred.away': 'This message isn’t on this device. Connect to see it.',
  'starred.removed': 'Star removed',
  'starred.unstar': 'Remove star from “{text}”',
});
