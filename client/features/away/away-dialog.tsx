import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation-list/messages.ts';
import './messages.ts';
import { createEffect, For, type JSX, on, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { useApp } from '../app-context.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import { Link } from '../navigation/link.tsx';
import style from './away.module.css';
import type { Missed } from './missed.ts';

/** Every conversation with something new, each leading to where its reader stopped. */
export const AwayDialog = (props: {
  readonly missed: Missed;
  /** As of when this is, while it is not fresh. */
  readonly asOf: string | undefined;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  createEffect(on(app.router.route, () => props.onClose(), { defer: true }));
  return (
    <Dialog title={t('away.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Show when={props.asOf}>{(asOf) => <p class={style.asOf}>{asOf()}</p>}</Show>
      <ul class={style.rows}>
        <For each={props.missed.rows}>
          {(row) => (
            <li>
              <Link class={style.row} router={app.router} to={{ name: 'conversation', id: row.id }}>
                <Avatar size="small" name={titleOf(row)} seed={row.peer?.userId ?? row.id} picture={row.picture} />
                <span>
                  <b dir="auto">{titleOf(row)}</b>
                  <small>
                    {t('list.unread', { count: row.unread })}
                    <Show when={row.mentions > 0}>
                      <strong>{t('list.mentions', { count: row.mentions })}</strong>
                    </Show>
                  </small>
                </span>
              </Link>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
};
