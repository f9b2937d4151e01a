import { t } from '../../i18n/t.ts';
import '../not-sent/messages.ts';
import './messages.ts';
import { createResource, type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import { forgetShared, readShared } from '../../files/share/shared-store.ts';
import { useApp } from '../app-context.ts';
import style from '../notifications/notification-hint.module.css';

/** Something was shared to this app and waits: after signing in, or when the person went elsewhere without choosing. */
export const ShareHint = (): JSX.Element => {
  const app = useApp();
  const [shared, { refetch }] = createResource(
    () => app.router.route().name,
    () => readShared().catch(() => undefined),
  );
  const discard = async (): Promise<void> => {
    const newest = shared.latest?.[0];
    if (newest !== undefined) await forgetShared(newest.key).catch(() => undefined);
    void refetch();
  };
  return (
    <Show when={(shared.latest?.length ?? 0) > 0 && app.router.route().name !== 'share'}>
      <aside class={style.hint} aria-label={t('share.title')}>
        <Icon name="share" size="small" />
        <p>{t('share.hint')}</p>
        <span>
          <button type="button" onClick={() => app.router.go({ name: 'share' })}>
            {t('share.choose')}
          </button>
          <button type="button" onClick={() => void discard()}>
            {t('not-sent.discard')}
          </button>
        </span>
      </aside>
    </Show>
  );
};
