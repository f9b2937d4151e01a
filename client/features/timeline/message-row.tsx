import { For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/protocol.ts';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { tintOf } from '../../design/initials.ts';
import { insideOf, timeOf } from '../../words/dates.ts';
import { t } from '../../words/t.ts';
import { MessageContent } from '../message-content/message-content.tsx';
import type { MessageActions } from './message-actions.ts';
import style from './message-row.module.css';
import { STATE_ICONS } from './message-state.ts';

const authorOf = (entry: MessageEntry): string => (entry.own ? t('timeline.you') : entry.author);

const Meta = (props: { readonly entry: MessageEntry; readonly now: number }): JSX.Element => {
  const iso = () => new Date(props.entry.at).toISOString();
  return (
    <div class={style.meta}>
      <Show when={props.entry.arrivedAt} fallback={<time dateTime={iso()}>{timeOf(props.entry.at)}</time>}>
        {(arrived) => (
          <time class={style.late} dateTime={iso()}>
            {t('timeline.late', {
              written: insideOf(props.entry.at, props.now),
              arrived: insideOf(arrived(), props.now),
            })}
          </time>
        )}
      </Show>
      <Show when={props.entry.edited && props.entry.deleted === undefined}>
        <span>{t('timeline.edited')}</span>
      </Show>
      <Show when={props.entry.own && props.entry.deleted === undefined}>
        <span class={style.state} data-state={props.entry.state}>
          <Icon name={STATE_ICONS[props.entry.state]} size="small" />
          {t(`state.${props.entry.state}`)}
        </span>
      </Show>
    </div>
  );
};

const Reactions = (props: { readonly entry: MessageEntry; readonly actions: MessageActions }): JSX.Element => (
  <ul class={style.reactions} aria-label={t('message.reactions')}>
    <For each={props.entry.reactions}>
      {(reaction) => {
        const values = () => ({ emoji: reaction.emoji, count: reaction.count, names: reaction.names.join(', ') });
        const words = () => (reaction.mine ? t('message.reaction.mine', values()) : t('message.reaction', values()));
        return (
          <li>
            <button
              type="button"
              tabIndex={-1}
              aria-pressed={reaction.mine}
              aria-label={words()}
              title={reaction.names.join(', ')}
              disabled={!props.entry.may.react}
              onClick={() => props.actions.react(props.entry, reaction.emoji, !reaction.mine)}
            >
              <span>{reaction.emoji}</span> {reaction.count}
            </button>
          </li>
        );
      }}
    </For>
  </ul>
);

export const MessageRow = (props: {
  readonly conversationId: ConversationId;
  readonly entry: MessageEntry;
  readonly now: number;
  readonly named: boolean;
  /** The one row the keyboard is at: only its buttons are in the order of Tab. */
  readonly active: boolean;
  /** The last own message shows its state as a word without asking. */
  readonly newestOwn: boolean;
  readonly actions: MessageActions;
  readonly onActivate: () => void;
}): JSX.Element => {
  const tab = () => (props.active ? 0 : -1);
  const acts = () => props.entry.deleted === undefined;
  // Truth before calm: what is not simply "sent" or further always shows its word.
  const plain = () => ['sent', 'delivered', 'read'].includes(props.entry.state);
  const shown = () =>
    props.entry.last || props.newestOwn || props.entry.arrivedAt !== undefined || props.entry.edited || !plain();
  let more: HTMLButtonElement | undefined;
  return (
    <article
      class={style.row}
      data-own={props.entry.own ? '' : undefined}
      data-first={props.entry.first ? '' : undefined}
      data-last={props.entry.last ? '' : undefined}
      data-active={props.active ? '' : undefined}
      data-meta={shown() ? '' : undefined}
      data-state={props.entry.own ? props.entry.state : undefined}
      data-deleted={props.entry.deleted === undefined ? undefined : ''}
      data-message-id={props.entry.messageId}
      tabIndex={tab()}
      aria-label={t('timeline.message', { author: authorOf(props.entry), time: timeOf(props.entry.at) })}
      onFocusIn={() => props.onActivate()}
      onClick={() => props.onActivate()}
      onContextMenu={(event) => {
        // A selection keeps the browser's own menu (copy).
        if (!acts() || more === undefined || getSelection()?.isCollapsed === false) return;
        if ((event.target as HTMLElement).closest('a') !== null) return;
        event.preventDefault();
        props.onActivate();
        props.actions.openMenu(props.entry, more);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget || more === undefined) return;
        event.preventDefault();
        props.actions.openMenu(props.entry, more);
      }}
    >
      <Show when={props.entry.first && !props.entry.own && props.named}>
        <p class={style.who} dir="auto" data-tint={tintOf(props.entry.by)}>
          {props.entry.author}
        </p>
      </Show>
      <div class={style.line} classList={{ [style.own ?? '']: props.entry.own }}>
        <div class={style.bubble}>
          <MessageContent entry={props.entry} now={props.now} conversationId={props.conversationId} />
        </div>
        <Show when={acts()}>
          <div class={style.tools}>
            <Show when={props.entry.may.react}>
              <span class={style.react}>
                {' '}
                <IconButton
                  icon="smile"
                  label={t('message.react')}
                  tabIndex={tab()}
                  aria-haspopup="menu"
                  onClick={(event) => props.actions.openReactions(props.entry, event.currentTarget)}
                />
              </span>
            </Show>
            <IconButton
              icon="more"
              label={t('message.actions')}
              tabIndex={tab()}
              aria-haspopup="menu"
              ref={(element) => {
                more = element;
              }}
              onClick={(event) => props.actions.openMenu(props.entry, event.currentTarget)}
            />
          </div>
        </Show>
      </div>
      <Show when={props.entry.reactions.length > 0 && acts()}>
        <Reactions entry={props.entry} actions={props.actions} />
      </Show>
      <Meta entry={props.entry} now={props.now} />
    </article>
  );
};
