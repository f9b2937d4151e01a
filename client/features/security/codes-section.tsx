import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createResource, createSignal, type JSX, lazy, Show } from 'solid-js';
import * as v from 'valibot';
import { Button } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { useApp } from '../app-context.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { type AccountProblem, ask } from './ask.ts';
import { Problem } from './problem.tsx';
import style from './security.module.css';

const CodesDialog = lazy(async () => ({ default: (await import('./codes-dialog.tsx')).CodesDialog }));

const SESSION = v.object({ user: v.object({ twoFactorEnabled: v.nullish(v.boolean()) }) });

/** The second factor: whether it is on, and the ways to change that. */
export const CodesSection = (): JSX.Element => {
  const app = useApp();
  const [state, { refetch }] = createResource(() => ask(SESSION, 'GET', '/api/auth/get-session'));
  const [doing, setDoing] = createSignal<'on' | 'off' | 'new'>();
  const isOn = (): boolean | undefined => {
    const answer = state.latest;
    return answer?.ok === true ? answer.value.user.twoFactorEnabled === true : undefined;
  };
  const trouble = (): AccountProblem | undefined => {
    const answer = state.latest;
    return answer?.ok === false ? answer.error : undefined;
  };
  return (
    <SettingsSection title={t('security.codes')} words={t('security.codes.words')}>
      <Problem is={trouble()} />
      <Show when={isOn() !== undefined}>
        <p>
          <b>{isOn() ? t('security.codes.on') : t('security.codes.off')}</b>
        </p>
        <div class={style.row}>
          <Show
            when={isOn()}
            fallback={
              <Button variant="main" onClick={() => setDoing('on')}>
                {t('security.codes.switch-on')}
              </Button>
            }
          >
            <Button onClick={() => setDoing('new')}>{t('security.codes.new')}</Button>
            <Button onClick={() => setDoing('off')}>{t('security.codes.switch-off')}</Button>
          </Show>
        </div>
      </Show>
      <Contained>
        <Show when={doing()} keyed>
          {(what) => (
            <CodesDialog
              what={what}
              onChanged={() => {
                // The server replaced this device's session.
                void app.channel.call('sessionChanged', {});
                void refetch();
              }}
              onClose={() => setDoing(undefined)}
            />
          )}
        </Show>
      </Contained>
    </SettingsSection>
  );
};
