import type { JSX } from 'solid-js';
import type { EventEntry } from '../../../channel/timeline-view.ts';
import { insideOf, isoOf, timeOf } from '../../../i18n/dates.ts';
import style from './event-row.module.css';
import { eventWords } from './event-words.ts';

/** An event between messages, in one quiet line. */
export const EventRow = (props: { readonly entry: EventEntry; readonly now: number }): JSX.Element => (
  <p class={style.event} title={insideOf(props.entry.at, props.now)}>
    <span dir="auto">{eventWords(props.entry)}</span>
    <time dateTime={isoOf(props.entry.at)}>{timeOf(props.entry.at)}</time>
  </p>
);
