import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import style from './box-row.module.css';
import type { Box } from './order.ts';

/** One row for all archived conversations, or for all requests. */
export const BoxRow = (props: {
  readonly box: Box;
  readonly count: number;
  readonly unread: number;
  readonly active: boolean;
  readonly router: Router;
}): JSX.Element => (
  <li data-row={props.box}>
    <Link class={style.row} router={props.router} to={{ name: props.box }} tabIndex={props.active ? 0 : -1}>
      <Icon name={props.box === 'archived' ? 'archive' : 'person'} />
      <span class={style.words}>{t(`list.${props.box}.count`, { count: props.count })}</span>
      <Show when={props.unread > 0}>
        {/* A dot: a second number beside the count would have to be explained. */}
        <span class={style.unread}>
          <span class="hidden-visually">{t(`list.${props.box}.unread`, { count: props.unread })}</span>
        </span>
      </Show>
      <Icon name="next" size="small" />
    </Link>
  </li>
);
