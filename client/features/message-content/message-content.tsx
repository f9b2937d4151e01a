import { type JSX, Match, Switch } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/protocol.ts';
import { Icon } from '../../design/icon.tsx';
import { t } from '../../words/t.ts';
import style from './message-content.module.css';
import { MessageText } from './message-text.tsx';

/** What a message says, whatever its kind and state. */
export const MessageContent = (props: {
  readonly entry: MessageEntry;
  readonly now: number;
  readonly conversationId: ConversationId;
  /** Where there is little room, as in a list of messages. */
  readonly compact?: boolean;
}): JSX.Element => (
  <Switch fallback={<MessageText text={props.entry.text ?? ''} />}>
    <Match when={props.entry.deleted}>
      {(deleted) => (
        <p class={style.gone}>
          <Icon name="bin" size="small" />
          {deleted().by === undefined
            ? t('timeline.deleted.own')
            : t('timeline.deleted.by', { name: deleted().by ?? '' })}
        </p>
      )}
    </Match>
    <Match when={props.entry.unreadable || props.entry.text === undefined}>
      <p class={style.gone}>
        <Icon name="alert" size="small" />
        {t('timeline.unreadable')}
      </p>
    </Match>
  </Switch>
);
