import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { SettingsSection } from './settings-section.tsx';

const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));

/** Never loses what is not on the server without asking. */
export const SignOutSettings = (): JSX.Element => {
  const app = useApp();
  /** How much would be lost, while the person is asked. */
  const [losing, setLosing] = createSignal<number>();
  const signOut = async (force: boolean): Promise<void> => {
    const result = await app.channel.call('signOut', { force });
    if (!app.done(result)) return;
    if (!result.value.done) setLosing(result.value.unsent);
  };
  return (
    <SettingsSection title={t('settings.sign-out')} words={t('settings.sign-out.words')}>
      <Button onClick={() => void signOut(false)}>{t('settings.sign-out')}</Button>
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
    </SettingsSection>
  );
};
