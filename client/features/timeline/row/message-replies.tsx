import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { JSX } from 'solid-js';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { Icon } from '../../../design/icon.tsx';
import style from './message-replies.module.css';

/** How many replies a message has, and the button to them. */
export const MessageReplies = (props: {
  readonly replies: NonNullable<MessageEntry['replies']>;
  readonly tabIndex: number;
  readonly onOpen: () => void;
}): JSX.Element => {
  const words = () => t('message.replies', { count: props.replies.count });
  return (
    <button
      type="button"
      class={style.replies}
      tabIndex={props.tabIndex}
      data-unread={props.replies.unread > 0 ? '' : undefined}
      onClick={() => props.onOpen()}
    >
      <Icon name="thread" size="small" />
      {props.replies.unread > 0
        ? t('message.replies.unread', { replies: words(), count: props.replies.unread })
        : words()}
    </button>
  );
};
