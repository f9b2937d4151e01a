import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { JSX } from 'solid-js';
import { dayOf } from '../../../i18n/dates.ts';
import style from './marks.module.css';

export const DayMark = (props: { readonly at: number; readonly now: number }): JSX.Element => (
  <h3 class={style.day}>{dayOf(props.at, props.now)}</h3>
);

export const UnreadMark = (props: { readonly count: number }): JSX.Element => (
  <h3 class={style.unread}>{t('timeline.unread', { count: props.count })}</h3>
);
