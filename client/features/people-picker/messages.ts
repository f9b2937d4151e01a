import { registerMessages } from '../../i18n/register.ts';

export const PEOPLE_PICKER_MESSAGES = registerMessages('people-picker', {
  'people.title': 'New conversation',
  'people.search': 'Name or email',
  'people.search.hint': 'Enter a name or a whole email address.',
  'people.results': 'People found',
  'people.found': { one: '{count} person found', other: '{count} people found' },
  'people.none.title': 'No results',
  'people.none.words': 'No one on this server matches “{query}”. Email addresses must be complete.',
  'people.none.offline': 'No one on this device matches “{query}”. Connect to search the server.',
  'people.incomplete': 'Offline: showing only people you know.',
  'people.recent': 'Recent',
  'people.known': 'Other people',
  'people.group': 'New group',
  'people.group.words': 'Choose a name and people. Works offline.',
  'people.notes': 'Notes to self',
  'people.notes.words': 'Only visible to you, on all your devices.',
  'people.add': 'Add {name}',
  'people.drop': 'Remove {name}',
});
