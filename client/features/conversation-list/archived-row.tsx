import { type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import { t } from '../../words/t.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import style from './archived-row.module.css';

/** How the row of the archive is called among the rows of the list. */
export const ARCHIVE = 'archive';

/** One row for all that was put away. */
export const ArchivedRow = (props: {
  readonly count: number;
  readonly unread: number;
  readonly active: boolean;
  readonly router: Router;
}): JSX.Element => (
  <li data-row={ARCHIVE}>
    <Link class={style.row} router={props.router} to={{ name: 'archived' }} tabIndex={props.active ? 0 : -1}>
      <Icon name="archive" />
      <span class={style.words}>{t('list.archived.count', { count: props.count })}</span>
      <Show when={props.unread > 0}>
        <span class={style.unread}>
          <span aria-hidden="true">{props.unread}</span>
          <span class="hidden-visually">{t('list.archived.unread', { count: props.unread })}</span>
        </span>
      </Show>
      <Icon name="next" size="small" />
    </Link>
  </li>
);
