import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../composer/messages.ts';
import './messages.ts';
import '../timeline/messages.ts';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
} from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { IconButton } from '../../design/button.tsx';
import { stepTo } from '../../primitives/roving-focus/create-roving.ts';
import { useApp } from '../app-context.ts';
import { Composer } from '../composer/composer.tsx';
import { createMessageActions } from '../conversation/create-message-actions.ts';
import { createSurfaces } from '../conversation/create-surfaces.ts';
import { MessageSurfaces } from '../conversation/message-surfaces.tsx';
import { SelectionBar } from '../conversation/selection-bar.tsx';
import { createEscape } from '../shortcuts/escape-stack.ts';
import type { MessageActions } from '../timeline/menu/message-actions.ts';
import { MessageRow } from '../timeline/row/message-row.tsx';
import { createThread } from '../topics/create-thread.ts';
import { type EchoPlace, echoSends } from '../topics/echo-sends.ts';
import { createEnd } from './create-end.ts';
import { createThreadComposer } from './create-thread-composer.ts';
import style from './thread-panel.module.css';

/** A message with the answers to it, beside the conversation; over it where there is little room. */
export const ThreadPanel = (props: {
  readonly view: ConversationView;
  readonly place: MessageRef;
  /** Where what is sent is seen at once; the thread is one of them as long as it is open. */
  readonly places: Set<EchoPlace>;
  /** Those of the conversation. */
  readonly actions: MessageActions;
  /** It covers the conversation. */
  readonly over: boolean;
  readonly onThread: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  // The caller makes a panel for each thread.
  const { id } = props.view;
  const thread = createThread(app.channel, id, props.place);
  const { places } = props;
  places.add(thread);
  onCleanup(() => places.delete(thread));
  const [active, setActive] = createSignal<string>();
  let panel: HTMLElement | undefined;
  let scroller: HTMLDivElement | undefined;
  const root = () => thread.view.root;
  const replies = () => thread.view.replies;
  const lastKey = createMemo(() => replies().at(-1)?.key ?? root()?.key);
  const newestOwn = createMemo(() => replies().findLast((entry) => entry.own)?.key);
  const end = createEnd(() => `${lastKey()} ${replies().length}`);
  /** What was unread when the thread was opened; read since, but still marked. */
  const [firstUnread, setFirstUnread] = createSignal<string>();

  createEffect(
    on(
      () => thread.answered && root() !== undefined,
      (ready) => {
        const unread = root()?.replies?.unread ?? 0;
        if (ready && unread > 0 && firstUnread() === undefined)
          setFirstUnread(
            replies()
              .filter((entry) => !entry.own)
              .at(-unread)?.key,
          );
      },
    ),
  );
  const entries = createMemo(() => [root(), ...replies()].filter((entry) => entry !== undefined));
  const channel = echoSends(app.channel, id, app.me, places);
  const composer = createThreadComposer({
    app,
    channel,
    view: () => props.view,
    place: props.place,
    entries,
    draft: () => thread.view.draft,
    onShow: ({ key }) => scroller?.querySelector(`[data-message-id="${key}"]`)?.scrollIntoView({ block: 'nearest' }),
    remove: (entry) => actions.remove([entry]),
  });
  const surfaces = createSurfaces();
  const actions = createMessageActions({
    app,
    conversationId: id,
    surfaces,
    selection: props.actions.selection,
    // Everything written here answers the same message.
    reply: () => panel?.querySelector('textarea')?.focus(),
    edit: composer.startEdit,
    openThread: props.onThread,
    openPlace: props.actions.openPlace,
  });
  const open = () => props.view.state === 'ready' || props.view.state === 'waiting';

  const before = document.activeElement;
  onMount(() => {
    // Its own field takes the focus where there is a keyboard.
    if (panel !== undefined && !panel.contains(document.activeElement)) panel.focus();
  });
  onCleanup(() => {
    if (before instanceof HTMLElement && before.isConnected) queueMicrotask(() => before.focus());
  });
  createEscape(app.escape, () => true, props.onClose);

  const step = (event: KeyboardEvent): void => {
    const from = event.target;
    if (!(from instanceof HTMLElement) || from.tagName !== 'ARTICLE') return;
    const rows = [...(scroller?.querySelectorAll<HTMLElement>('article') ?? [])];
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / Math.max(1, from.offsetHeight)) - 1);
    const next = rows[stepTo(event.key, rows.indexOf(from), rows.length, page) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  };
  const row = (entry: MessageEntry): JSX.Element => (
    <MessageRow
      conversationId={id}
      entry={entry}
      now={app.now()}
      named
      inThread
      active={(active() ?? lastKey()) === entry.key}
      newestOwn={newestOwn() === entry.key}
      actions={actions}
      onActivate={() => setActive(entry.key)}
    />
  );
  return (
    <aside
      class={style.panel}
      aria-label={t('thread.title')}
      data-drop={t('composer.drop')}
      tabIndex={-1}
      ref={(element) => {
        panel = element;
      }}
    >
      <header class={style.head}>
        <div class={style.names}>
          <h2>{t('thread.title')}</h2>
          <p>{t('message.replies', { count: replies().length })}</p>
        </div>
        <IconButton icon="close" label={t('thread.close')} onClick={() => props.onClose()} />
      </header>
      <div
        class={style.scroller}
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={t('thread.replies')}
        ref={(element) => {
          scroller = element;
          end.attach(element);
        }}
        onKeyDown={step}
      >
        <div class={style.root}>
          <Show
            when={root()}
            fallback={
              <Show when={thread.answered}>
                <p class={style.note}>{t(thread.view.complete ? 'thread.gone' : 'thread.root-away')}</p>
              </Show>
            }
          >
            {(entry) => row(entry())}
          </Show>
        </div>
        <Show when={thread.answered && !thread.view.complete}>
          <p class={style.note}>{t('thread.incomplete')}</p>
        </Show>
        <For
          each={replies()}
          fallback={
            <Show when={thread.answered && root()}>
              <p class={style.note}>{t('thread.none')}</p>
            </Show>
          }
        >
          {(entry) => (
            <>
              <Show when={firstUnread() === entry.key}>
                <h3 class={style.unread}>{t('thread.new')}</h3>
              </Show>
              {row(entry)}
            </>
          )}
        </For>
      </div>
      <Switch>
        <Match when={props.over && actions.selection.on()}>
          <SelectionBar actions={actions} />
        </Match>
        <Match when={open() && root()?.deleted === undefined && root() !== undefined}>
          <Composer model={composer} view={props.view} label={t('thread.composer')} />
        </Match>
      </Switch>
      <MessageSurfaces view={props.view} surfaces={surfaces} actions={actions} />
    </aside>
  );
};
