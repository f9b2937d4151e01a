import { registerMessages } from '../../../i18n/register.ts';

export const LINK_MESSAGES = registerMessages('link-preview', {
  'link-preview.remove': 'Remove preview',
});
