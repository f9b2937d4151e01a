import { registerMessages } from '../../i18n/register.ts';

export const THREAD_MESSAGES = registerMessages('thread', {
  'thread.title': 'Thread',
  'thread.close': 'Close thread',
  'thread.replies': 'Replies',
  'thread.composer': 'Reply in thread',
  'thread.none': 'No replies yet',
  'thread.gone': 'The original message is no longer available.',
  'thread.root-away': 'The original message isn’t on this device.',
  'thread.incomplete': 'Some older replies may not be on this device.',
  'thread.new': 'New',
});
