import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../connection/messages.ts';
import '../profile/messages.ts';
import '../space/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { connectionWords } from '../connection/connection-words.ts';
import { Link } from '../navigation/link.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { FavouriteSettings } from './favourite-settings.tsx';
import { LanguageSettings } from './language-settings.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { PrivacySettings } from './privacy-settings.tsx';
import style from './settings-page.module.css';
import { SettingsSection } from './settings-section.tsx';
import { SignOutSettings } from './sign-out-settings.tsx';

const Device = (): JSX.Element => {
  const app = useApp();
  return (
    <SettingsSection title={t('settings.device')} words={t('settings.device.words')}>
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
        <Link class={style.notSent} router={app.router} to={{ name: 'not-sent' }}>
          {t('connection.not-sent', { count: app.connection()?.notSent ?? 0 })}
        </Link>
      </Show>
    </SettingsSection>
  );
};

export const SettingsPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={t('settings.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <SettingsSection title={t('settings.account')}>
        <div class={style.me}>
          <Avatar name={app.me().name} seed={app.me().userId} picture={app.me().picture} />
          <p>
            <b dir="auto">{app.me().name}</b>
            <Show when={app.me().username}>
              {(username) => <span class={style.line}>{t('profile.username', { username: username() })}</span>}
            </Show>
            <span class={style.line}>{app.me().email}</span>
          </p>
        </div>
      </SettingsSection>
      <nav class={style.links} aria-label={t('settings.more')}>
        <Link router={app.router} to={{ name: 'profile' }}>
          <Icon name="person" />
          <span>{t('settings.profile')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Link router={app.router} to={{ name: 'starred' }}>
          <Icon name="star" />
          <span>{t('settings.starred')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Link router={app.router} to={{ name: 'devices' }}>
          <Icon name="device" />
          <span>{t('settings.devices')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Link router={app.router} to={{ name: 'security' }}>
          <Icon name="key" />
          <span>{t('settings.security')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Link router={app.router} to={{ name: 'own-data' }}>
          <Icon name="file" />
          <span>{t('settings.own-data')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Link router={app.router} to={{ name: 'space' }}>
          <Icon name="archive" />
          <span>{t('space.title')}</span>
          <Icon name="next" size="small" />
        </Link>
        <Show when={app.me().administrator}>
          <Link router={app.router} to={{ name: 'administration' }}>
            <Icon name="people" />
            <span>{t('settings.administration')}</span>
            <Icon name="next" size="small" />
          </Link>
        </Show>
        <button type="button" aria-haspopup="dialog" onClick={() => app.showShortcuts()}>
          <Icon name="keyboard" />
          <span>{t('settings.shortcuts')}</span>
          <Icon name="next" size="small" />
        </button>
      </nav>
      <AppearanceSettings />
      <FavouriteSettings />
      <LanguageSettings />
      <NotificationSettings />
      <PrivacySettings />
      <Device />
      <SettingsSection title={t('settings.merge')} words={t('settings.merge.words')} />
      <SignOutSettings />
    </Page>
  );
};
