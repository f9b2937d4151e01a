import { registerMessages } from '../../../i18n/register.ts';

export const JUMP_MESSAGES = registerMessages('jump', {
  'timeline.jump.title': 'Jump to date',
  'timeline.jump.day': 'Show messages from',
  'timeline.jump.act': 'Show',
});
