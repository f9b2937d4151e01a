import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { w } from '../../words/entry-words.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ChangePassword } from './change-password.tsx';

export const PasswordSection = (): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  return (
    <SettingsSection title={w('change.title')} words={w('change.words')}>
      <Show when={open()} fallback={<Button onClick={() => setOpen(true)}>{w('change.open')}</Button>}>
        <ChangePassword onClose={() => setOpen(false)} />
      </Show>
    </SettingsSection>
  );
};
