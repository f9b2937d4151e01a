import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import { type JSX, Show } from 'solid-js';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { isoOf, shortOf } from '../../i18n/dates.ts';
import { createLongPress } from '../../primitives/long-press/create-long-press.ts';
import { createSwipe } from '../../primitives/swipe/create-swipe.ts';
import { useApp } from '../app-context.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { STATE_ICONS } from '../timeline/row/message-state.ts';
import { isMuted } from './arranging.ts';
import style from './conversation-item.module.css';
import { isUnread } from './order.ts';
import { previewOf } from './preview.ts';
import { RowMarks } from './row-marks.tsx';
import { titleOf } from './row-title.ts';

export const ConversationItem = (props: {
  readonly row: ConversationRow;
  readonly selected: boolean;
  /** The row that Tab reaches. */
  readonly active: boolean;
  readonly now: number;
  readonly router: Router;
  /** Shown in the archive itself, where the mark is superfluous. */
  readonly inArchive: boolean;
  readonly onMenu: (anchor: HTMLElement, at: { readonly x: number; readonly y: number }) => void;
}): JSX.Element => {
  const app = useApp();
  let link: HTMLAnchorElement | undefined;
  /** What it does comes when it is done first. */
  const act = (name: 'swipeAway' | 'swipeQuiet') => (): void =>
    void import('./row-acts.ts').then((acts) => acts[name](app, props.row)).catch((error) => console.warn(error));
  const swipe = createSwipe({
    enabled: () => !props.row.request && props.row.state === 'ready',
    onSwipe: act('swipeQuiet'),
    onSwipeBack: act('swipeAway'),
  });
  const isAtEnd = () => (document.dir !== 'rtl') === swipe.by() > 0;
  const preview = () => previewOf(props.row, props.selected);
  const ownState = () => (preview().kind === 'message' && props.row.last?.own ? props.row.last.state : undefined);
  const muted = () => isMuted(props.row, props.now);
  const openAt = (anchor: HTMLElement | undefined): void => {
    if (anchor === undefined) return;
    const { left, bottom } = anchor.getBoundingClientRect();
    props.onMenu(anchor, { x: left, y: bottom });
  };
  return (
    <li
      class={style.item}
      data-row={props.row.id}
      ref={(element) => {
        createLongPress(element, () => openAt(link));
        swipe.attach(element);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
        event.preventDefault();
        openAt(link);
      }}
      onContextMenu={(event) => {
        // A finger that rests has opened it already.
        if (event.defaultPrevented) return;
        event.preventDefault();
        if (link !== undefined) props.onMenu(link, { x: event.clientX, y: event.clientY });
      }}
    >
      <Show when={swipe.by() !== 0}>
        <span class={style.swiped} data-way={isAtEnd() ? 'quiet' : 'away'} data-armed={swipe.armed() ? '' : undefined}>
          <Icon
            name={
              isAtEnd()
                ? isUnread(props.row)
                  ? 'check'
                  : muted()
                    ? 'bell'
                    : 'mute'
                : props.row.archived
                  ? 'unarchive'
                  : 'archive'
            }
          />
        </span>
      </Show>
      <Link
        ref={(element) => {
          link = element;
        }}
        class={style.row}
        router={props.router}
        to={{ name: 'conversation', id: props.row.id }}
        tabIndex={props.active ? 0 : -1}
        aria-current={props.selected ? 'page' : undefined}
        aria-haspopup="menu"
        draggable={false}
        style={{ translate: swipe.by() === 0 ? undefined : `${swipe.by()}px` }}
        data-unread={isUnread(props.row) ? '' : undefined}
        data-muted={muted() ? '' : undefined}
        data-state={props.row.state}
      >
        <Avatar
          name={titleOf(props.row)}
          seed={props.row.peer?.userId ?? props.row.id}
          picture={props.row.picture}
          {...(props.row.kind === 'notes' ? { icon: 'note' as const } : {})}
        />
        <span class={style.body}>
          <span class={style.line}>
            <span class={style.title}>
              <span class={style.name} dir="auto">
                {titleOf(props.row)}
              </span>
              <Show when={muted()}>
                <Icon name="mute" size="small" />
                <span class="hidden-visually">{t('list.muted')}</span>
              </Show>
              <Show when={!muted() && props.row.mentionsOnly}>
                <Icon name="at" size="small" />
                <span class="hidden-visually">{t('list.mentions-only')}</span>
              </Show>
            </span>
            <Show when={props.row.last}>
              {(last) => (
                <time class={style.time} dateTime={isoOf(last().at)}>
                  {shortOf(last().at, props.now)}
                </time>
              )}
            </Show>
          </span>
          <span class={style.line}>
            <span class={style.preview} data-kind={preview().kind}>
              <Show when={ownState()}>
                {(state) => (
                  <span class={style.state} data-state={state()} title={t(`state.${state()}`)}>
                    <Icon name={STATE_ICONS[state()]} size="small" />
                    <span class="hidden-visually">{t(`state.${state()}`)}</span>
                  </span>
                )}
              </Show>
              <Show when={preview().kind === 'state'}>
                <Icon
                  name={props.row.state === 'refused' ? 'alert' : props.row.state === 'left' ? 'leave' : 'clock'}
                  size="small"
                />
              </Show>
              <span class={style.words} dir="auto">
                <Show when={preview().lead}>{(lead) => <b>{lead()} </b>}</Show>
                {preview().text}
              </span>
            </span>
            <RowMarks row={props.row} inArchive={props.inArchive} />
          </span>
        </span>
      </Link>
      <span class={style.more}>
        <IconButton
          icon="more"
          label={t('list.menu', { title: titleOf(props.row) })}
          aria-haspopup="menu"
          tabIndex={props.active ? 0 : -1}
          onClick={(event) => openAt(event.currentTarget)}
        />
      </span>
    </li>
  );
};
