import type { JSX } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/protocol.ts';
import { Icon } from '../../design/icon.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import style from './message-content.module.css';

/** A message whose deletion waits a moment, and can be taken back. */
export const Removing = (props: {
  readonly entry: MessageEntry;
  readonly conversationId: ConversationId;
}): JSX.Element => {
  const app = useApp();
  const undo = (): void => {
    const { chapter, messageId } = props.entry;
    void app.channel.call('undoRemove', { conversationId: props.conversationId, chapter, messageId }).then(app.done);
  };
  return (
    <p class={style.gone}>
      <Icon name="bin" size="small" />
      {t('content.removing')}
      <button type="button" class={style.undo} onClick={undo}>
        {t('content.undo')}
      </button>
    </p>
  );
};
