import { registerMessages } from '../../i18n/register.ts';

export const COMPOSER_MESSAGES = registerMessages('composer', {
  'composer.to': 'Message {name}',
  'composer.note': 'Write a note',
  'composer.send': 'Send',
  'composer.save-edit': 'Save',
  'composer.emoji': 'Emoji',
  'composer.editing': 'Edit message',
  'composer.editing.leave': 'Cancel',
  'composer.replying': 'Reply',
  'composer.replying.to': 'Reply to {name}',
  'composer.replying.own': 'Reply to yourself',
  'composer.replying.leave': 'Cancel reply',
  'composer.target.far': 'Older message',
  'composer.mention.list': 'People to mention',
  'composer.mention.found': { one: '{count} person found', other: '{count} people found' },
  'composer.mention.all': 'all',
  'composer.mention.all.words': 'Notify everyone',
  'composer.attach': 'Attach',
  'composer.poll': 'Poll',
  'composer.location': 'Location',
  'composer.contact': 'Contact',
  'composer.left': { one: '{count} character left', other: '{count} characters left' },
  'composer.too-long': {
    one: '{count} character too long. Shorten the text or send it in parts.',
    other: '{count} characters too long. Shorten the text or send it in parts.',
  },
});
