import { registerMessages } from '../../i18n/register.ts';

export const EMOJI_MESSAGES = registerMessages('emoji', {
  'emoji.label': 'Emoji',
  'emoji.search': 'Search emoji',
  'emoji.groups': 'Categories',
  'emoji.recent': 'Recently used',
  'emoji.results': 'Results',
  'emoji.found': { one: '{count} emoji found', other: '{count} emoji found' },
  'emoji.none': 'No emoji matches “{query}”.',
  'emoji.failed': 'Emoji aren’t on this device yet. Try again when you’re online.',
  'emoji.tone': 'Skin tone',
  'emoji.tone.none': 'None',
  'emoji.tone.is': 'Skin tone: {tone}',
});
