import type { JSX } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import { dueWords } from './due-words.ts';
import style from './message-content.module.css';

/** For a message that disappears: when. */
export const DueMark = (props: { readonly due: number; readonly now: number }): JSX.Element => (
  <time class={style.due} dateTime={new Date(props.due).toISOString()}>
    <Icon name="timer" size="small" />
    {dueWords(props.due, props.now)}
  </time>
);
