import { t } from '../../i18n/t.ts';
import './push-messages.ts';
import { For, type JSX, Show } from 'solid-js';
import { PUSH_PROBLEMS } from '../../../shared/protocol/push.ts';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import { AskedStates } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';

/** What push services refused lately: their answers, in their own words. */
export const PushSection = (): JSX.Element => {
  const app = useApp();
  const asked = createAsked(() => ask(PUSH_PROBLEMS, 'GET', '/api/administration/push'));
  return (
    <SettingsSection title={t('administration.push')}>
      <AskedStates asked={asked}>
        {(answer) => (
          <Show when={answer().problems.length > 0} fallback={<p>{t('administration.push.none')}</p>}>
            <ul>
              <For each={answer().problems}>
                {(problem) => (
                  <li>
                    <b dir="ltr">{problem.service}</b>{' '}
                    <small>
                      {momentOf(problem.at, app.now())}{' '}
                      <bdi>
                        {problem.status} {problem.text}
                      </bdi>
                    </small>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </AskedStates>
    </SettingsSection>
  );
};
