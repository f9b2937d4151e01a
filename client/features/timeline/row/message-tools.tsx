import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { type JSX, Show } from 'solid-js';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { IconButton } from '../../../design/button.tsx';
import type { MessageActions } from '../menu/message-actions.ts';
import style from './message-row.module.css';

/** Beside a message under the pointer or the focus: react, reply, and the menu; `ref` gets the menu's button. */
export const MessageTools = (props: {
  readonly entry: MessageEntry;
  readonly actions: MessageActions;
  readonly tabIndex: number;
  readonly ref: (more: HTMLButtonElement) => void;
}): JSX.Element => {
  const stays = () => props.entry.removingAt === undefined;
  return (
    <div class={style.tools}>
      <Show when={props.entry.may.react && stays()}>
        <span class={style.react}>
          <IconButton
            icon="smile"
            label={t('message.react')}
            tabIndex={props.tabIndex}
            aria-haspopup="menu"
            onClick={(event) => props.actions.openReactions(props.entry, event.currentTarget)}
          />
        </span>
      </Show>
      <Show when={props.entry.may.reply && stays()}>
        <span class={style.react}>
          <IconButton
            icon="reply"
            label={t('message.reply')}
            tabIndex={props.tabIndex}
            onClick={() => props.actions.reply(props.entry)}
          />
        </span>
      </Show>
      <IconButton
        icon="more"
        label={t('message.actions')}
        tabIndex={props.tabIndex}
        aria-haspopup="menu"
        ref={(element) => props.ref(element)}
        onClick={(event) => props.actions.openMenu(props.entry, event.currentTarget)}
      />
    </div>
  );
};
