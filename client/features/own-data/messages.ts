import { registerMessages } from '../../i18n/register.ts';

export const OWN_DATA_MESSAGES = registerMessages('own-data', {
  'own-data.title': 'Your data',
  'own-data.export': 'Download your data',
  'own-data.export.words': 'Your profile, settings, conversations and messages in a ZIP file, made on this device.',
  'own-data.export.act': 'Download',
  'own-data.export.running': '{done} of {total} conversations',
  'own-data.export.cancel': 'Cancel',
  'own-data.export.done': 'Saved in your downloads.',
  'own-data.export.short':
    'Saved in your downloads, but incomplete: some messages couldn’t be loaded. The file lists them.',
  'own-data.export.failed': 'Couldn’t create the file. Try again.',
  'own-data.delete.title': 'Delete account',
  'own-data.delete.words': 'Your account is deleted from this server and all devices. This can’t be undone.',
  'own-data.delete.act': 'Delete account',
  'own-data.delete.owned': 'You own these groups. Transfer ownership or delete them first:',
  'own-data.delete.administrator': 'You’re the only administrator. Make someone else an administrator first.',
  'own-data.delete.messages': 'What happens to your messages?',
  'own-data.delete.keep': 'Keep them',
  'own-data.delete.keep.words': 'Others can still read them. Your name becomes “Deleted account”.',
  'own-data.delete.remove': 'Delete them for everyone',
  'own-data.delete.remove.words': 'They’re removed from the server, and from others’ devices when those are online.',
  'own-data.delete.password': 'Password',
  'own-data.delete.passkey': 'Use a passkey instead',
  'own-data.delete.confirm': 'Delete my account',
  'own-data.delete.busy': 'Deleting…',
});
