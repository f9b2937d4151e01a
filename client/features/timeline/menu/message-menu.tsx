import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import './menu-messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { Icon } from '../../../design/icon.tsx';
import { Menu, type MenuItem } from '../../../design/menu.tsx';
import { type MessageActions, QUICK_REACTIONS } from './message-actions.ts';
import { messageItems, splitItems } from './message-items.ts';
import style from './message-menu.module.css';

/** What can be done with one message, below the quick reactions. */
export const MessageMenu = (props: {
  readonly entry: MessageEntry;
  readonly anchor: HTMLElement;
  readonly actions: MessageActions;
  /** Only the reactions. */
  readonly reactionsOnly: boolean;
  readonly onMoreEmoji: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const mine = (emoji: string) => props.entry.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
  const reacts = () => props.entry.may.react && props.entry.removingAt === undefined;
  const [isMore, setMore] = createSignal(false);
  const items = (): readonly MenuItem[] => {
    if (props.reactionsOnly) return [];
    const { usual, others } = splitItems(messageItems(props.entry, props.actions, props.anchor));
    // Last, where *More* was pressed: a second press by mistake deletes nothing.
    const back: MenuItem = { label: t('app.back'), icon: 'back', begins: true, act: () => setMore(false) };
    if (isMore()) return [...others, back];
    const more: MenuItem = { label: t('message.more'), icon: 'more', begins: true, act: () => setMore(true) };
    return others.length === 0 ? usual : [...usual, more];
  };
  const reactions = (): JSX.Element => (
    <>
      <For each={QUICK_REACTIONS}>
        {(emoji) => (
          <button
            type="button"
            role="menuitemcheckbox"
            class={style.emoji}
            aria-checked={mine(emoji)}
            aria-label={t('message.react-with', { emoji })}
            onClick={() => {
              props.onClose();
              props.actions.react(props.entry, emoji, !mine(emoji));
            }}
          >
            {emoji}
          </button>
        )}
      </For>
      <button
        type="button"
        role="menuitem"
        class={style.more}
        aria-label={t('message.react-more')}
        title={t('message.react-more')}
        onClick={() => props.onMoreEmoji()}
      >
        <Icon name="plus" />
      </button>
    </>
  );
  return (
    // A menu of its own for the others: it finds its own place, and the focus begins at its first.
    <Show when={isMore() ? 'more' : 'usual'} keyed>
      {(which) => (
        <Menu
          anchor={props.anchor}
          label={t(props.reactionsOnly ? 'message.react' : 'message.actions')}
          items={items()}
          onClose={() =>
            queueMicrotask(() => {
              if (isMore() === (which === 'more')) props.onClose();
            })
          }
          top={reacts() && which === 'usual' ? reactions() : undefined}
        />
      )}
    </Show>
  );
};
