import { type JSX, Show } from 'solid-js';
import type { ConversationRow } from '../../channel/protocol.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Icon } from '../../design/icon.tsx';
import { shortOf } from '../../words/dates.ts';
import { t } from '../../words/t.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { STATE_ICONS } from '../timeline/message-state.ts';
import style from './conversation-item.module.css';
import { previewOf } from './preview.ts';

export const ConversationItem = (props: {
  readonly row: ConversationRow;
  readonly selected: boolean;
  readonly now: number;
  readonly router: Router;
}): JSX.Element => {
  const preview = () => previewOf(props.row, props.selected);
  const title = () => (props.row.kind === 'notes' ? t('conversation.notes.title') : props.row.title);
  const ownState = () => (preview().kind === 'message' && props.row.last?.own ? props.row.last.state : undefined);
  return (
    <li>
      <Link
        class={style.row}
        router={props.router}
        to={{ name: 'conversation', id: props.row.id }}
        aria-current={props.selected ? 'page' : undefined}
        data-unread={props.row.unread > 0 ? '' : undefined}
        data-state={props.row.state}
      >
        <Avatar
          name={title()}
          seed={props.row.peer?.userId ?? props.row.id}
          {...(props.row.kind === 'notes' ? { icon: 'note' as const } : {})}
        />
        <span class={style.name} dir="auto">
          {title()}
        </span>
        <Show when={props.row.last} fallback={<span />}>
          {(last) => (
            <time class={style.time} dateTime={new Date(last().at).toISOString()}>
              {shortOf(last().at, props.now)}
            </time>
          )}
        </Show>
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
        <Show when={props.row.unread > 0} fallback={<span />}>
          <span class={style.badge}>
            <span aria-hidden="true">{props.row.unread > 99 ? t('list.many') : props.row.unread}</span>
            <span class="hidden-visually">{t('list.unread', { count: props.row.unread })}</span>
          </span>
        </Show>
      </Link>
    </li>
  );
};
