import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, lazy, Show } from 'solid-js';
import { Contained } from '../../design/contained.tsx';
import { Switch } from '../../design/switch.tsx';
import { useApp } from '../app-context.ts';
import { SettingsSection } from './settings-section.tsx';

const BlockedPeople = lazy(async () => ({ default: (await import('../contacts/blocked-people.tsx')).BlockedPeople }));

export const PrivacySettings = (): JSX.Element => {
  const app = useApp();
  return (
    <Show when={app.preferences()}>
      {(preferences) => (
        <SettingsSection title={t('settings.privacy')}>
          <Switch
            label={t('settings.receipts')}
            words={t('settings.receipts.words')}
            on={preferences().readReceipts}
            onChange={(readReceipts) => void app.channel.call('setPreferences', { readReceipts }).then(app.done)}
          />
          <Switch
            label={t('settings.last-seen')}
            words={t('settings.last-seen.words')}
            on={preferences().lastSeen}
            onChange={(lastSeen) => void app.channel.call('setPreferences', { lastSeen }).then(app.done)}
          />
          <Switch
            label={t('settings.link-previews')}
            words={t('settings.link-previews.words')}
            on={preferences().linkPreviews}
            onChange={(linkPreviews) => void app.channel.call('setPreferences', { linkPreviews }).then(app.done)}
          />
          <Contained>
            <BlockedPeople />
          </Contained>
        </SettingsSection>
      )}
    </Show>
  );
};
