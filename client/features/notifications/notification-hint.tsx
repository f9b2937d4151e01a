import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import { createPermission } from './create-permission.ts';
import style from './notification-hint.module.css';

const KEY = 'skerry-notification-hint';
const GONE = 'gone';

/** Says once on each device that there are notifications; it does not ask, and does not come again. */
export const NotificationHint = (): JSX.Element => {
  const app = useApp();
  const permission = createPermission();
  const [gone, setGone] = createSignal(localStorage.getItem(KEY) === GONE);
  const dismiss = (): void => {
    localStorage.setItem(KEY, GONE);
    setGone(true);
  };
  const isOfUse = () => app.conversations()?.some((row) => row.kind !== 'notes' && row.last !== undefined) ?? false;
  return (
    <Show when={!gone() && permission.state() === 'default' && isOfUse()}>
      <aside class={style.hint} aria-label={t('settings.notifications')}>
        <Icon name="bell" size="small" />
        <p>{t('settings.hint')}</p>
        <span>
          <button
            type="button"
            onClick={() => {
              dismiss();
              app.router.go({ name: 'settings' });
            }}
          >
            {t('settings.hint.act')}
          </button>
          <button type="button" onClick={dismiss}>
            {t('settings.hint.dismiss')}
          </button>
        </span>
      </aside>
    </Show>
  );
};
