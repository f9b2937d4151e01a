import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { w } from '../../words/entry-words.ts';
import { SettingsSection } from './settings-section.tsx';

const ChangePassword = lazy(async () => ({
  default: (await import('../password/change-password.tsx')).ChangePassword,
}));

export const PasswordSettings = (): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  return (
    <SettingsSection title={w('change.title')} words={w('change.words')}>
      <Show when={open()} fallback={<Button onClick={() => setOpen(true)}>{w('change.open')}</Button>}>
        <Suspense>
          <ChangePassword onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </SettingsSection>
  );
};
