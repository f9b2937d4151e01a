import { t } from '../../i18n/t.ts';
import '../connection/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { Icon } from '../../design/icon.tsx';
import style from './row-marks.module.css';

/** The marks at the end of a row: pinned, archived, mentions, unread, each with its word. */
export const RowMarks = (props: { readonly row: ConversationRow; readonly inArchive: boolean }): JSX.Element => (
  <span class={style.marks}>
    <Show when={props.row.notSent > 0}>
      <span class={style.notSent} title={t('connection.not-sent', { count: props.row.notSent })}>
        <Icon name="alert" size="small" />
        <span class="hidden-visually">{t('connection.not-sent', { count: props.row.notSent })}</span>
      </span>
    </Show>
    <Show when={props.row.state === 'waiting' && props.row.last !== undefined}>
      <Icon name="clock" size="small" />
      <span class="hidden-visually">{t('list.waiting')}</span>
    </Show>
    <Show when={props.row.pinned}>
      <Icon name="pin" size="small" />
      <span class="hidden-visually">{t('list.pinned')}</span>
    </Show>
    <Show when={props.row.archived && !props.inArchive}>
      <Icon name="archive" size="small" />
      <span class="hidden-visually">{t('list.in-archive')}</span>
    </Show>
    <Show when={props.row.joinRequests > 0}>
      <span class={style.badge} data-calls="">
        <Icon name="person" size="small" />
        <span aria-hidden="true">{props.row.joinRequests}</span>
        <span class="hidden-visually">{t('list.join-requests', { count: props.row.joinRequests })}</span>
      </span>
    </Show>
    <Show when={props.row.mentions > 0}>
      <span class={style.badge} data-mention="">
        <span aria-hidden="true">{t('list.mention')}</span>
        <span class="hidden-visually">{t('list.mentions', { count: props.row.mentions })}</span>
      </span>
    </Show>
    <Show when={props.row.unread > 0}>
      <span class={style.badge}>
        <span aria-hidden="true">{props.row.unread > 99 ? t('list.many') : props.row.unread}</span>
        <span class="hidden-visually">{t('list.unread', { count: props.row.unread })}</span>
      </span>
    </Show>
    <Show when={props.row.unread === 0 && props.row.markedUnread}>
      <span class={style.dot}>
        <span class="hidden-visually">{t('list.marked')}</span>
      </span>
    </Show>
  </span>
);
