import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import type { Route } from '../navigation/route.ts';
import style from './box-row.module.css';

export const SEARCH_ROW = 'search';

export const searchRoute = (query: string): Route => ({
  name: 'search',
  asked: new URLSearchParams({ q: query.trim() }).toString(),
});

/** From the filter of the list, which knows names only, to the search of messages. */
export const SearchRow = (props: {
  readonly query: string;
  readonly active: boolean;
  readonly router: Router;
}): JSX.Element => (
  <li data-row={SEARCH_ROW}>
    <Link class={style.row} router={props.router} to={searchRoute(props.query)} tabIndex={props.active ? 0 : -1}>
      <Icon name="search" />
      <span class={style.words}>{t('list.search-messages', { query: props.query.trim() })}</span>
      <Icon name="next" size="small" />
    </Link>
  </li>
);
