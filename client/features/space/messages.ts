import { registerMessages } from '../../i18n/register.ts';

export const SPACE_MESSAGES = registerMessages('space', {
  'space.title': 'Storage',
  'space.used': '{used} used on this device, {free} free',
  'space.kept': 'The browser keeps your messages even when space runs low.',
  'space.not-kept': 'The browser may remove messages from this device when space runs low.',
  'space.safari':
    'Safari removes everything after seven days without a visit. Add Skerry to your home screen to keep it.',
  'space.messages': 'Messages',
  'space.files': 'Files',
  'space.search': 'Search',
  'space.waiting': '{size} of files stay here until they’re sent.',
  'space.free': 'Free up space',
  'space.free.words': 'Removes older messages and files that are on the server. They come back when you open them.',
  'space.free.done': 'Freed {size}.',
  'space.conversations': 'Keep on this device',
  'space.span': 'Keep on this device: {title}',
  'space.span.all': 'Everything',
  'space.span.months': 'Last 3 months',
  'space.span.last': 'Newest part',
});
