import { type JSX, lazy, Match, Switch } from 'solid-js';
import { useApp } from '../features/app-context.ts';

const OutboxPage = lazy(async () => ({ default: (await import('../features/outbox/outbox-page.tsx')).OutboxPage }));
const NotSentPage = lazy(async () => ({
  default: (await import('../features/not-sent/not-sent-page.tsx')).NotSentPage,
}));
const SharePage = lazy(async () => ({ default: (await import('../features/share/share-page.tsx')).SharePage }));
const SpacePage = lazy(async () => ({ default: (await import('../features/space/space-page.tsx')).SpacePage }));

const DevicesPage = lazy(async () => ({
  default: (await import('../features/devices/devices-page.tsx')).DevicesPage,
}));
const SecurityPage = lazy(async () => ({
  default: (await import('../features/security/security-page.tsx')).SecurityPage,
}));
const OwnDataPage = lazy(async () => ({
  default: (await import('../features/own-data/own-data-page.tsx')).OwnDataPage,
}));
const ProfilePage = lazy(async () => ({
  default: (await import('../features/profile/profile-page.tsx')).ProfilePage,
}));
const AdministrationPage = lazy(async () => ({
  default: (await import('../features/administration/administration-page.tsx')).AdministrationPage,
}));
const StarredPage = lazy(async () => ({
  default: (await import('../features/starred/starred-page.tsx')).StarredPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
}));

/** Pages that are opened rarely: the chat does not load the list of them. */
export const MorePages = (): JSX.Element => {
  const app = useApp();
  const name = () => app.router.route().name;
  return (
    <Switch>
      <Match when={name() === 'outbox'}>
        <OutboxPage />
      </Match>
      <Match when={name() === 'not-sent'}>
        <NotSentPage />
      </Match>
      <Match when={name() === 'share'}>
        <SharePage />
      </Match>
      <Match when={name() === 'space'}>
        <SpacePage />
      </Match>
      <Match when={name() === 'devices'}>
        <DevicesPage />
      </Match>
      <Match when={name() === 'security'}>
        <SecurityPage />
      </Match>
      <Match when={name() === 'own-data'}>
        <OwnDataPage />
      </Match>
      <Match when={name() === 'profile'}>
        <ProfilePage />
      </Match>
      <Match when={name() === 'administration'}>
        <AdministrationPage />
      </Match>
      <Match when={name() === 'starred'}>
        <StarredPage />
      </Match>
      <Match when={name() === 'settings'}>
        <SettingsPage />
      </Match>
    </Switch>
  );
};
