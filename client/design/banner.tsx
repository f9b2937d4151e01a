import type { JSX } from 'solid-js';
import style from './banner.module.css';
import { Icon, type IconName } from './icon.tsx';

/** A line across the top of a column: something is different, and what it means. */
export const Banner = (props: {
  readonly tone: 'amber' | 'red' | 'tide';
  readonly icon: IconName;
  readonly children: JSX.Element;
  readonly action?: JSX.Element;
  /** `alert` for what interrupts, `status` for what may be said later. */
  readonly role?: 'alert' | 'status';
}): JSX.Element => (
  <div class={style.banner} data-tone={props.tone} role={props.role}>
    <Icon name={props.icon} size="small" />
    <div class={style.words}>{props.children}</div>
    {props.action}
  </div>
);
