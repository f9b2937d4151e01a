import { t } from '../../i18n/t.ts';
import '../conversation/messages.ts';
import './messages.ts';
import { createEffect, createMemo, createSelector, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { TimelineEntry } from '../../channel/timeline-view.ts';
import { useApp } from '../app-context.ts';
import { EventRow } from '../message-content/events/event-row.tsx';
import { createEscape } from '../shortcuts/escape-stack.ts';
import type { Timeline as TimelineTopic } from '../topics/create-topic.ts';
import type { MessageActions } from './menu/message-actions.ts';
import { copyAcross } from './reading/copy-across.ts';
import { createAnnouncer } from './reading/create-announcer.ts';
import { createReadMark } from './reading/create-read-mark.ts';
import { createRowFocus } from './reading/create-row-focus.ts';
import { foreignAfter, newestOwn } from './reading/new-entries.ts';
import { places } from './reading/place-memory.ts';
import { typeInField } from './reading/pointer-focus.ts';
import { DayMark, UnreadMark } from './row/marks.tsx';
import { MessageRow } from './row/message-row.tsx';
import { createScroll } from './scroll/create-scroll.ts';
import { createSeeking } from './scroll/create-seeking.ts';
import { FloatingDay } from './scroll/floating-day.tsx';
import { JumpButtons } from './scroll/jump-buttons.tsx';
import { NewerEdge, OlderEdge, TimelineEmpty } from './scroll/timeline-edge.tsx';
import style from './timeline.module.css';

/** A line, where a wheel counts in lines. Pixels. */
const LINE = 22;

export const Timeline = (props: {
  readonly view: ConversationView;
  readonly timeline: TimelineTopic;
  readonly actions: MessageActions;
  /** The message to be shown and marked; a new object each time. */
  readonly target: { readonly key: string } | undefined;
}): JSX.Element => {
  const app = useApp();
  let scroller: HTMLElement | undefined;
  let frame: HTMLElement | undefined;
  const conversationId = props.view.id;
  const { channel } = app;
  const scroll = createScroll({
    id: conversationId,
    timeline: props.timeline,
    memory: places,
    commands: {
      loadOlder: () => channel.call('loadOlder', { conversationId }),
      loadNewer: () => channel.call('loadNewer', { conversationId }),
      toEnd: () => channel.call('jumpToEnd', { conversationId }),
      toMessage: async (chapter, messageId) => {
        const result = await channel.call('jump', { conversationId, chapter, messageId });
        return result.ok ? result.value : { error: result.error };
      },
    },
    unread: () => app.conversations()?.find((row) => row.id === conversationId)?.unread ?? 0,
    mentionSeqs: () => props.view.mentionSeqs,
    onFocusLost: (key) => focus.lost(key),
    onSettled: () => focus.mend(),
  });
  const seeking = createSeeking(app, conversationId, scroll);
  const focus = createRowFocus({
    entries: () => props.timeline.entries,
    scroll: () => scroll,
    toBeginning: () => void seeking.toBeginning().then((key) => focus.focusMessage(key)),
  });
  const announcer = createAnnouncer();
  const [dating, setDating] = createSignal(false);

  createReadMark({
    seenSeq: scroll.seenSeq,
    markRead: (seq) => void channel.call('markRead', { conversationId, seq }),
  });
  createEffect(
    on(
      () => props.target,
      (target) => void (target !== undefined && scroll.reveal(target.key)),
    ),
  );
  createEscape(app.escape, focus.within, () => frame?.closest('main')?.querySelector('textarea')?.focus());

  // A screen reader hears what others write while the conversation is open; not the history that scrolls by.
  let heard: number | undefined;
  createEffect(
    on([() => props.timeline.entries, () => props.timeline.info.hasNewer], ([entries, hasNewer]) => {
      const { ready, newestSeq } = props.timeline.info;
      if (!ready || hasNewer) heard = undefined;
      else {
        if (heard !== undefined) announcer.say(foreignAfter(entries, heard));
        heard = Math.max(heard ?? 0, newestSeq);
      }
    }),
  );

  const own = createMemo(() => newestOwn(props.timeline.entries)?.key);
  const isOwnNewest = createSelector(own);
  const isActive = createSelector(focus.active);
  const isMarked = createSelector(scroll.marked);

  const row = (entry: TimelineEntry): JSX.Element => {
    switch (entry.kind) {
      case 'day':
        return <DayMark at={entry.at} now={app.now()} />;
      case 'unread':
        return <UnreadMark count={entry.count} />;
      case 'event':
        return <EventRow entry={entry} now={app.now()} />;
      case 'message':
        return (
          <MessageRow
            conversationId={conversationId}
            entry={entry}
            now={app.now()}
            named={props.view.kind === 'group'}
            active={isActive(entry.key)}
            newestOwn={isOwnNewest(entry.key)}
            actions={props.actions}
            onActivate={() => focus.choose(entry.key)}
          />
        );
    }
  };

  return (
    <div
      class={style.frame}
      ref={(element) => {
        frame = element;
      }}
      // Buttons that float over the messages scroll them too.
      onWheel={(event) => {
        if (scroller === undefined || (event.target instanceof Node && scroller.contains(event.target))) return;
        scroller.scrollBy({ top: event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1) });
      }}
    >
      <div
        ref={(element) => {
          scroller = element;
          scroll.rows.setScroller(element);
          focus.setScroller(element);
        }}
        class={style.scroller}
        role="log"
        aria-live="off"
        aria-busy={!scroll.placed() && props.timeline.entries.length > 0}
        tabIndex={-1}
        data-placed={scroll.placed() || props.timeline.entries.length === 0 ? '' : undefined}
        aria-label={t('timeline.label', {
          title: props.view.kind === 'notes' ? t('conversation.notes.title') : props.view.title,
        })}
        onKeyDown={(event) => {
          if (event.defaultPrevented) return;
          if (focus.step(event)) event.preventDefault();
          // Between messages there is nothing that takes letters.
          else if (event.target === event.currentTarget) typeInField(event);
        }}
        onCopy={(event) => {
          const text = copyAcross(event.currentTarget, props.timeline.entries, app.now());
          if (text === undefined) return;
          event.preventDefault();
          event.clipboardData?.setData('text/plain', text);
        }}
      >
        <OlderEdge info={props.timeline.info} empty={props.timeline.entries.length === 0} />
        <Show when={props.timeline.info.ready && props.timeline.entries.length === 0 && !props.view.blocked}>
          <TimelineEmpty view={props.view} />
        </Show>
        <div class={style.rows} ref={scroll.rows.setList}>
          <For each={scroll.rows.mounted()}>
            {(entry) => (
              <div
                class={style.row}
                data-row={entry.key}
                data-marked={isMarked(entry.key) ? '' : undefined}
                ref={(element) => scroll.rows.setRow(entry.key, element)}
              >
                {row(entry)}
              </div>
            )}
          </For>
        </div>
        <NewerEdge info={props.timeline.info} />
      </div>
      <FloatingDay
        day={scroll.day()}
        now={app.now()}
        shown={scroll.scrolling()}
        dating={dating()}
        onDating={setDating}
        onDate={(at) => void seeking.toTime(at)}
      />
      <JumpButtons
        atEnd={scroll.atEnd()}
        below={scroll.below()}
        mentions={scroll.mentions().length}
        onEnd={scroll.toEnd}
        onMention={() => void seeking.toSeq(scroll.mentions()[0])}
      />
      <p class="hidden-visually" aria-live="polite" role="status">
        {announcer.spoken()}
      </p>
    </div>
  );
};
