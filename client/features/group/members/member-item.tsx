import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import { type JSX, Show } from 'solid-js';
import { isWebhookId } from '../../../../shared/ids/account.ts';
import type { MemberRow } from '../../../channel/conversation-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { Icon } from '../../../design/icon.tsx';
import { momentOf } from '../../../i18n/dates.ts';
import style from './member-list.module.css';

/** The member's name; a deleted account has none. */
export const nameOf = (member: Pick<MemberRow, 'name'>): string =>
  member.name === '' ? t('person.gone') : member.name;

const presenceOf = (member: MemberRow, now: number): string => {
  if (isWebhookId(member.userId)) return t('group.member.webhook');
  if (member.online) return t('group.member.online');
  if (member.status !== undefined) return member.status.text;
  return member.seenAt === undefined ? '' : t('group.member.seen', { when: momentOf(member.seenAt, now) });
};

const Inside = (props: { readonly member: MemberRow; readonly now: number }): JSX.Element => (
  <>
    <Avatar
      size="small"
      name={nameOf(props.member)}
      seed={props.member.userId}
      online={props.member.online}
      picture={props.member.picture}
    />
    <span class={style.who}>
      <b dir="auto">
        {props.member.own ? t('group.member.you', { name: nameOf(props.member) }) : nameOf(props.member)}
      </b>
      <Show
        when={props.member.waiting}
        fallback={
          <Show when={presenceOf(props.member, props.now)}>{(words) => <small dir="auto">{words()}</small>}</Show>
        }
      >
        <small data-waiting="">
          <Icon name="clock" size="small" />
          {t('group.waiting')}
        </small>
      </Show>
    </span>
    <Show when={props.member.role !== 'member'}>
      <span class={style.role} data-role={props.member.role}>
        {t(`group.role.${props.member.role}`)}
      </span>
    </Show>
  </>
);

/** One member, with a button if the reader can do something with them. */
export const MemberItem = (props: {
  readonly member: MemberRow;
  readonly now: number;
  /** The row that Tab reaches. */
  readonly active: boolean;
  readonly onMenu: (anchor: HTMLElement) => void;
}): JSX.Element => (
  <li data-row={props.member.userId} data-role={props.member.role} data-waiting={props.member.waiting ? '' : undefined}>
    <Show
      when={!props.member.own && !props.member.gone}
      fallback={
        <div class={style.row}>
          <Inside member={props.member} now={props.now} />
        </div>
      }
    >
      <button
        type="button"
        class={style.row}
        aria-haspopup="menu"
        tabIndex={props.active ? 0 : -1}
        onClick={(event) => props.onMenu(event.currentTarget)}
      >
        <Inside member={props.member} now={props.now} />
        <Icon name="more" />
      </button>
    </Show>
  </li>
);
