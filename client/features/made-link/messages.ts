import { registerMessages } from '../../i18n/register.ts';

export const MADE_LINK_MESSAGES = registerMessages('made-link', {
  'made-link.address': 'Link',
  'made-link.copy': 'Copy link',
  'made-link.copied': 'Link copied',
  'made-link.copy-failed': 'Couldn’t copy the link. Select and copy it yourself.',
  'made-link.share': 'Share…',
});
