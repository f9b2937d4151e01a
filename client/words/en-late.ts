import type { Message } from './translate.ts';

/** Text of pages that load when they are opened (`late.ts`), so that the first start does not carry it. */
export const LATE = {
  'picture.choose': 'Choose a picture',
  'picture.change': 'Choose another',
  'picture.remove': 'Remove it',
  'picture.words': 'Its middle is cut out and made small on this device; nothing else of the file is sent.',
  'picture.problem':
    'This file could not be read as a picture. Nothing has changed; choose a JPEG, PNG or WebP of at most 50 MB.',

  'profile.title': 'Your profile',
  'profile.picture': 'Picture',
  'profile.names': 'Names',
  'profile.names.words': 'Everybody you share a conversation with sees them.',
  'profile.name': 'Name',
  'profile.name.empty': 'A name has at least one character.',
  'profile.too-long': 'This is longer than {count} characters.',
  'profile.username.label': 'User name',
  'profile.username.hint':
    'Others find you by it, and you can sign in with it. 3 to 30 letters, digits, dots or lines.',
  'profile.username.problem': 'A user name has 3 to 30 of a–z, 0–9, dot, hyphen and underscore.',
  'profile.save': 'Save',
  'profile.saved': 'Saved on this device; others see it when it has reached the server.',
  'profile.status': 'Status',
  'profile.status.words': 'A few words beside your name, for as long as they are true.',
  'profile.status.text': 'In a few words',
  'profile.status.example': '⛵ At sea, back on Monday',
  'profile.status.until': 'Until',
  'profile.status.until.30m': '30 minutes from now',
  'profile.status.until.2h': '2 hours from now',
  'profile.status.until.today': 'the end of today',
  'profile.status.until.week': 'the end of the week',
  'profile.status.until.always': 'I clear it',
  'profile.status.act': 'Show it',
  'profile.status.clear': 'Clear it',
  'profile.status.set': 'Your status is set.',
  'profile.status.cleared': 'Your status is cleared.',
  'profile.status.now': 'Now: {text}',
  'profile.status.ends': 'until {when}',
} as const satisfies Readonly<Record<string, Message>>;
