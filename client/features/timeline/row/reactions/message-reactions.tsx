import { t } from '../../../../i18n/t.ts';
import '../../messages.ts';
import { For, type JSX, Show } from 'solid-js';
import type { MessageEntry } from '../../../../channel/timeline-view.ts';
import { listOf } from '../../../../i18n/dates.ts';
import { createLongPress } from '../../../../primitives/long-press/create-long-press.ts';
import { uncountedWords } from '../../../message-content/unopened-words.ts';
import type { MessageActions } from '../../menu/message-actions.ts';
import style from './message-reactions.module.css';

/** The reactions under a message: a press adds or removes the reader's own; a long press, or a right click, lists who reacted. */
export const MessageReactions = (props: {
  readonly entry: MessageEntry;
  readonly actions: MessageActions;
  readonly active: boolean;
}): JSX.Element => (
  <ul class={style.reactions} aria-label={t('message.reactions')}>
    <For each={props.entry.reactions}>
      {(reaction) => {
        const values = () => ({ emoji: reaction.emoji, count: reaction.count, names: listOf(reaction.names) });
        const words = () => (reaction.mine ? t('message.reaction.mine', values()) : t('message.reaction', values()));
        const who = (anchor: HTMLElement): void => props.actions.openReactors(props.entry, anchor);
        return (
          <li>
            <button
              ref={(element) => createLongPress(element, () => who(element))}
              type="button"
              tabIndex={props.active ? 0 : -1}
              aria-pressed={reaction.mine}
              aria-label={words()}
              title={listOf(reaction.names)}
              aria-disabled={props.entry.may.react ? undefined : true}
              onClick={(event) => {
                if (props.entry.may.react) props.actions.react(props.entry, reaction.emoji, !reaction.mine);
                else who(event.currentTarget);
              }}
              onContextMenu={(event) => {
                event.preventDefault();
                event.stopPropagation();
                who(event.currentTarget);
              }}
            >
              <span>{reaction.emoji}</span> {reaction.count}
            </button>
          </li>
        );
      }}
    </For>
    <Show when={props.entry.unopenedReactions}>
      {(unopened) => <li class={style.unopened}>{uncountedWords('reactions', unopened())}</li>}
    </Show>
  </ul>
);
