import type { MessageState } from '../../../channel/timeline-view.ts';
import type { IconName } from '../../../design/icon.tsx';

/** The picture that stands beside the word of a state, never alone. */
export const STATE_ICONS: Record<MessageState, IconName> = {
  pending: 'clock',
  saved: 'device',
  'not-saved': 'alert',
  sent: 'check',
  delivered: 'checks',
  read: 'read',
  'not-sent': 'alert',
};
