import { registerMessages } from '../../i18n/register.ts';

export const STARTING_MESSAGES = registerMessages('starting', {
  'starting.blocked.title': 'Nothing can be saved here',
  'starting.blocked.words':
    'Skerry keeps your messages in this browser. Allow this site to store data, or leave private browsing.',
});
