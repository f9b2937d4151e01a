import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import type { ConversationView, TimelineEntry } from '../../channel/protocol.ts';
import { Icon } from '../../design/icon.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { EventRow } from '../message-content/event-row.tsx';
import type { Timeline as TimelineTopic } from '../topics/create-topic.ts';
import { createReadMark } from './create-read-mark.ts';
import { createScroll } from './create-scroll.ts';
import { DayMark, UnreadMark } from './marks.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageRow } from './message-row.tsx';
import { newestOwn } from './new-entries.ts';
import style from './timeline.module.css';
import { TimelineEdge, TimelineEmpty } from './timeline-edge.tsx';

/** Height of what stands above the first entry, as in timeline.module.css. Pixels. */
const EDGE = 72;

export const Timeline = (props: {
  readonly view: ConversationView;
  readonly timeline: TimelineTopic;
  readonly actions: MessageActions;
  /** The message to be shown and marked; a new object each time. */
  readonly target: { readonly key: string } | undefined;
}): JSX.Element => {
  const app = useApp();
  const id = () => props.view.id;
  const scroll = createScroll(props.timeline, () => void app.channel.call('loadOlder', { conversationId: id() }));
  const [chosen, setChosen] = createSignal<string>();
  const [spoken, setSpoken] = createSignal('');

  createReadMark({
    newestSeq: () => props.timeline.info.newestSeq,
    inView: scroll.newestInView,
    markRead: (seq) => void app.channel.call('markRead', { conversationId: id(), seq }),
  });

  const own = createMemo(() => newestOwn(props.timeline.entries)?.key);
  const lastMessage = createMemo(() => props.timeline.entries.findLast((entry) => entry.kind === 'message')?.key);
  const active = () => chosen() ?? lastMessage();

  // A screen reader hears what others write while the conversation is open; not the history that scrolls by.
  createEffect(
    on(
      () => props.timeline.entries.at(-1),
      (last, before) => {
        if (before === undefined || last === undefined || last.key === before.key) return;
        if (last.kind === 'message' && !last.own && last.text !== undefined)
          setSpoken(t('timeline.announce', { author: last.author, text: last.text.slice(0, 400) }));
      },
    ),
  );

  const step = (event: KeyboardEvent): void => {
    const from = event.target as HTMLElement;
    if (from.tagName !== 'ARTICLE' || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('article')];
    const next = rows[rows.indexOf(from) + (event.key === 'ArrowUp' ? -1 : 1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  };

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
            conversationId={id()}
            entry={entry}
            now={app.now()}
            named={props.view.kind === 'group'}
            active={active() === entry.key}
            newestOwn={own() === entry.key}
            actions={props.actions}
            onActivate={() => setChosen(entry.key)}
          />
        );
    }
  };

  return (
    <div class={style.frame}>
      <div
        ref={scroll.setElement}
        class={style.scroller}
        role="log"
        aria-live="off"
        aria-label={t('timeline.label', {
          title: props.view.kind === 'notes' ? t('conversation.notes.title') : props.view.title,
        })}
        onKeyDown={step}
      >
        <TimelineEdge info={props.timeline.info} empty={props.timeline.entries.length === 0} />
        <Show when={props.timeline.info.ready && props.timeline.entries.length === 0}>
          <TimelineEmpty view={props.view} />
        </Show>
        <Virtualizer
          ref={scroll.setHandle}
          data={props.timeline.entries}
          shift={props.timeline.prepending()}
          startMargin={EDGE}
          bufferSize={400}
          onScroll={scroll.moved}
          onScrollEnd={scroll.moved}
          onResize={scroll.resized}
        >
          {(entry) => <div class={style.row}>{row(entry)}</div>}
        </Virtualizer>
        <div class={style.end} />
      </div>
      <Show when={!scroll.atEnd()}>
        <button type="button" class={style.newer} onClick={scroll.toEnd} data-new={scroll.below() > 0 ? '' : undefined}>
          <Icon name="down" size="small" />
          <Show when={scroll.below() > 0} fallback={<span class="hidden-visually">{t('timeline.to-newest')}</span>}>
            {t('timeline.new', { count: scroll.below() })}
          </Show>
        </button>
      </Show>
      <p class="hidden-visually" aria-live="polite" role="status">
        {spoken()}
      </p>
    </div>
  );
};
