import { t } from '../../../i18n/t.ts';
import '../../conversation-list/messages.ts';
import '../../message-content/webhook-messages.ts';
import '../messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { Icon } from '../../../design/icon.tsx';
import { timeOf } from '../../../i18n/dates.ts';
import { createDoubleTap } from '../../../primitives/double-tap/create-double-tap.ts';
import { keyOf } from '../../../primitives/keys/key-of.ts';
import { createLongPress } from '../../../primitives/long-press/create-long-press.ts';
import { createSwipe } from '../../../primitives/swipe/create-swipe.ts';
import { useApp } from '../../app-context.ts';
import { RowStop, tintOfAuthor, useMessageLinks } from '../../message-content/content-context.ts';
import { MessageContent } from '../../message-content/message-content.tsx';
import { plainText } from '../../message-content/text/plain-text.ts';
import { unopenedWords } from '../../message-content/unopened-words.ts';
import { WebhookMark } from '../../message-content/webhook-mark.tsx';
import { isSelectable } from '../menu/create-selection.ts';
import { type MessageActions, QUICK_REACTIONS } from '../menu/message-actions.ts';
import { makePointerFocus, typeInField } from '../reading/pointer-focus.ts';
import { MessageMeta } from './message-meta.tsx';
import { MessagePick } from './message-pick.tsx';
import { MessageRemoving } from './message-removing.tsx';
import { MessageReplies } from './message-replies.tsx';
import style from './message-row.module.css';
import { MessageTools } from './message-tools.tsx';
import { MessageReactions } from './reactions/message-reactions.tsx';

/** A screen reader says so much of a message when it comes to its row; the rest is in it. Characters. */
const SPOKEN = 400;
/** Who, when and what; of an own message also where it is. */
const spokenOf = (entry: MessageEntry): string => {
  const name = entry.own ? t('timeline.you') : entry.author;
  const author = entry.webhook ? `${name} (${t('webhook.mark')})` : name;
  const said =
    entry.deleted !== undefined
      ? t('list.deleted')
      : entry.blocked
        ? t('timeline.blocked')
        : entry.text === undefined
          ? unopenedWords(entry.unopened)
          : plainText(entry.text).slice(0, SPOKEN);
  const spoken = t('timeline.message', { author, time: timeOf(entry.at), text: said });
  return entry.own && entry.deleted === undefined ? `${spoken} ${t(`state.${entry.state}`)}` : spoken;
};

export const MessageRow = (props: {
  readonly conversationId: ConversationId;
  readonly entry: MessageEntry;
  readonly now: number;
  readonly named: boolean;
  /** The one row the keyboard is at: only what is in it is in the order of Tab. */
  readonly active: boolean;
  /** The last own message shows its state as a word without asking. */
  readonly newestOwn: boolean;
  /** In a thread: what it answers, and its answers, stand around it. */
  readonly inThread?: boolean;
  readonly actions: MessageActions;
  readonly onActivate: () => void;
}): JSX.Element => {
  const tab = () => (props.active ? 0 : -1);
  // Its buttons are rendered when pointer or focus reach it: in all rows they would be most of the page.
  const [near, setNear] = createSignal(false);
  const [reached, setReached] = createSignal(false);
  const tooled = () => near() || (reached() && props.active);
  const activate = (): void => {
    setReached(true);
    props.onActivate();
  };
  const acts = () => props.entry.deleted === undefined;
  const selecting = () => props.actions.selection.on();
  const selected = () => props.actions.selection.has(props.entry.key);
  const app = useApp();
  const links = useMessageLinks();
  const isFaced = () => props.named && !props.entry.own;
  let row: HTMLElement | undefined;
  let more: HTMLButtonElement | undefined;
  const openMenu = (): void => {
    if (!acts() || row === undefined) return;
    activate();
    // For fingers the button is not shown; a menu stands beside the row, and the focus comes back to it.
    props.actions.openMenu(props.entry, more !== undefined && more.offsetParent !== null ? more : row);
  };
  const free = () => acts() && !selecting() && props.entry.removingAt === undefined;
  const swipe = createSwipe({
    enabled: () => free() && props.entry.may.reply,
    onSwipe: () => props.actions.reply(props.entry),
  });
  const gestures = (element: HTMLElement): void => {
    row = element;
    swipe.attach(element);
    createLongPress(element, () => {
      if (!selecting()) openMenu();
    });
    createDoubleTap(element, () => {
      if (!free() || !props.entry.may.react) return;
      const emoji = app.preferences()?.favourite ?? QUICK_REACTIONS[0];
      const mine = props.entry.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
      props.actions.react(props.entry, emoji, !mine);
    });
  };
  const pointer = makePointerFocus();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (selecting()) {
      if ((event.key !== ' ' && event.key !== 'Enter') || !isSelectable(props.entry)) return;
      event.preventDefault();
      props.actions.selection.toggle(props.entry, event.shiftKey);
      return;
    }
    if (pointer.isByPointer() && (typeInField(event) || event.key === 'Delete')) return;
    if (!acts() || event.ctrlKey || event.metaKey || event.altKey) return;
    const { entry, actions } = props;
    const acting: Record<string, false | (() => void)> = {
      Enter: openMenu,
      R: free() && entry.may.reply && (() => actions.reply(entry)),
      E: free() && entry.may.edit && entry.body?.kind === 'text' && (() => actions.edit(entry)),
      F: free() && entry.text !== undefined && (() => actions.forward([entry])),
      S: free() && (() => actions.star([entry], !entry.starred)),
      C: free() && entry.text !== undefined && (() => actions.copyText([entry])),
      X: free() && (() => actions.selection.start(entry)),
      Delete: free() && (() => (entry.may.remove ? actions.remove([entry]) : actions.hide([entry]))),
    };
    const act = acting[keyOf(event)];
    if (act === undefined || act === false) return;
    event.preventDefault();
    act();
  };
  return (
    <article
      ref={gestures}
      class={style.row}
      data-own={props.entry.own ? '' : undefined}
      data-first={props.entry.first ? '' : undefined}
      data-last={props.entry.last ? '' : undefined}
      data-active={props.active ? '' : undefined}
      data-state={props.entry.own ? props.entry.state : undefined}
      data-deleted={props.entry.deleted === undefined ? undefined : ''}
      data-removing={props.entry.removingAt === undefined ? undefined : ''}
      data-mentions={props.entry.mentionsMe ? '' : undefined}
      data-selecting={selecting() ? '' : undefined}
      data-selected={selected() ? '' : undefined}
      data-message-id={props.entry.messageId}
      tabIndex={tab()}
      data-faced={isFaced() ? '' : undefined}
      aria-label={spokenOf(props.entry)}
      onFocusIn={() => {
        pointer.onFocusIn();
        activate();
      }}
      onPointerDown={pointer.onPointerDown}
      onClick={activate}
      onPointerEnter={(event) => setNear(event.pointerType !== 'touch')}
      onPointerLeave={() => setNear(false)}
      onDblClick={(event) => {
        // Beside the bubble, where there are no words to mark.
        if (event.target !== row && !(event.target instanceof HTMLElement && event.target.dataset.line === '')) return;
        if (acts() && props.entry.may.reply && !selecting()) props.actions.reply(props.entry);
      }}
      onContextMenu={(event) => {
        // A selection keeps the browser's own menu (copy), and so does a link.
        if (!acts() || selecting() || getSelection()?.isCollapsed === false || event.defaultPrevented) return;
        if (event.target instanceof Element && event.target.closest('a') !== null) return;
        event.preventDefault();
        openMenu();
      }}
      onKeyDown={onKeyDown}
    >
      <Show when={selecting() && isSelectable(props.entry)}>
        <MessagePick selected={selected()} onPick={(range) => props.actions.selection.toggle(props.entry, range)} />
      </Show>
      <div
        class={style.line}
        classList={{ [style.own ?? '']: props.entry.own }}
        data-line=""
        data-swiped={swipe.by() === 0 ? undefined : ''}
        style={{ translate: swipe.by() === 0 ? undefined : `${swipe.by()}px` }}
      >
        <Show when={isFaced() && props.entry.last}>
          <span class={style.face}>
            <Avatar
              size="tiny"
              name={props.entry.author}
              seed={links?.personOf(props.entry.by)?.userId ?? props.entry.by}
              picture={links?.personOf(props.entry.by)?.picture}
            />
          </span>
        </Show>
        <div class={style.bubble}>
          <Show when={isFaced() && props.entry.first}>
            <p class={style.who} dir="auto" data-tint={tintOfAuthor(links, props.entry.by)}>
              {props.entry.author}
              <WebhookMark of={props.entry} />
            </p>
          </Show>
          <div class={style.said}>
            <div class={style.content}>
              <RowStop.Provider value={tab}>
                <MessageContent
                  entry={props.entry}
                  now={props.now}
                  conversationId={props.conversationId}
                  withoutQuote={props.inThread}
                />
              </RowStop.Provider>
            </div>
            <MessageMeta
              entry={props.entry}
              conversationId={props.conversationId}
              now={props.now}
              tabIndex={tab()}
              worded={props.newestOwn}
            />
          </div>
        </div>
        <Show when={tooled() && acts() && !selecting()}>
          <MessageTools
            entry={props.entry}
            actions={props.actions}
            tabIndex={tab()}
            ref={(element) => {
              more = element;
            }}
          />
        </Show>
      </div>
      <Show when={swipe.by() !== 0}>
        <span class={style.swiped} data-armed={swipe.armed() ? '' : undefined}>
          <Icon name="reply" />
        </span>
      </Show>
      <Show when={(props.entry.reactions.length > 0 || props.entry.unopenedReactions !== undefined) && acts()}>
        <MessageReactions entry={props.entry} actions={props.actions} active={props.active} />
      </Show>
      <Show when={props.entry.removingAt !== undefined}>
        <MessageRemoving tabIndex={tab()} onUndo={() => props.actions.undoRemove(props.entry)} />
      </Show>
      <Show when={props.inThread ? undefined : props.entry.replies}>
        {(replies) => (
          <MessageReplies replies={replies()} tabIndex={tab()} onOpen={() => props.actions.openThread(props.entry)} />
        )}
      </Show>
    </article>
  );
};
