import { registerMessages } from '../../i18n/register.ts';

export const SHARE_MESSAGES = registerMessages('share', {
  'share.title': 'Share with',
  'share.hint': 'Something is waiting to be shared.',
  'share.choose': 'Choose conversation',
  'share.files': { one: '{count} file', other: '{count} files' },
  'share.empty': 'Nothing to share',
  'share.not-kept': 'This share wasn’t kept: it was too large, or there was no room. Try sharing less at a time.',
  'share.left': 'Some files couldn’t be added.',
});
