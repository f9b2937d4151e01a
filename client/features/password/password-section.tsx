import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ChangePassword } from './change-password.tsx';

export const PasswordSection = (): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  return (
    <SettingsSection title={t('password.change.title')} words={t('password.change.words')}>
      <Show when={open()} fallback={<Button onClick={() => setOpen(true)}>{t('password.change.open')}</Button>}>
        <ChangePassword onClose={() => setOpen(false)} />
      </Show>
    </SettingsSection>
  );
};
