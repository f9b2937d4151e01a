import { registerMessages } from '../../i18n/register.ts';

export const SHARE_MESSAGES = registerMessages('share', {
  'share.title': 'Share with',
  'share.hint': 'Something is waiting to be shared.',
  'share.choose': 'Choose conversation',
  'share.files': { one: '{count} file', other: '{count} files' },
  'share.empty': 'Nothing to share',
  'share.left': 'Some files couldn’t be added.',
});
