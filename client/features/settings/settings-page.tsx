import { createSignal, type JSX, lazy, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { Page } from '../../design/page.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { connectionWords } from '../connection/connection-words.ts';
import { Link } from '../navigation/link.tsx';
import style from './settings-page.module.css';

const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));

export const SettingsPage = (): JSX.Element => {
  const app = useApp();
  /** How much would be lost, while one is being asked. */
  const [losing, setLosing] = createSignal<number>();
  const signOut = async (force: boolean): Promise<void> => {
    const result = await app.channel.call('signOut', { force });
    if (app.done(result) && !result.value.done) setLosing(result.value.unsent);
  };
  return (
    <Page title={t('settings.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <section class={style.card} aria-label={t('settings.account')}>
        <div class={style.me}>
          <Avatar name={app.me().name} seed={app.me().userId} />
          <p>
            <b dir="auto">{app.me().name}</b>
            <span>{app.me().email}</span>
          </p>
        </div>
      </section>
      <section class={style.card} aria-label={t('settings.device')}>
        <h2>{t('settings.device')}</h2>
        <p>{t('settings.device.words')}</p>
        <Show when={app.connection()}>
          {(connection) => {
            const words = () => connectionWords(connection(), app.now());
            return (
              <p>
                <b>{words().state}</b>
                <br />
                {words().waits}
              </p>
            );
          }}
        </Show>
        <Show when={(app.connection()?.notSent ?? 0) > 0}>
          <Link class={style.link} router={app.router} to={{ name: 'not-sent' }}>
            {t('connection.not-sent', { count: app.connection()?.notSent ?? 0 })}
          </Link>
        </Show>
      </section>
      <section class={style.card} aria-label={t('settings.merge')}>
        <h2>{t('settings.merge')}</h2>
        <p>{t('settings.merge.words')}</p>
      </section>
      <section class={style.card} aria-label={t('settings.sign-out')}>
        <p>{t('settings.sign-out.words')}</p>
        <Button onClick={() => void signOut(false)}>{t('settings.sign-out')}</Button>
      </section>
      <Show when={losing()}>
        {(count) => (
          <Confirm
            title={t('settings.sign-out.title')}
            words={t('settings.sign-out.lose', { count: count() })}
            act={t('settings.sign-out.force')}
            cancel={t('settings.sign-out.stay')}
            onAct={() => void signOut(true)}
            onClose={() => setLosing(undefined)}
          />
        )}
      </Show>
    </Page>
  );
};
