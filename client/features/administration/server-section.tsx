import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { ADMINISTRATION, type Administration } from '../../../shared/protocol/http-accounts.ts';
import { momentOf } from '../../i18n/dates.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import style from './administration.module.css';
import { AskedStates } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';

/** What keeps the server from storing, in words people have. */
const health = ({ missing = [] }: Administration): 'good' | 'bad' | 'disk-full' =>
  missing.length === 0 ? 'good' : missing[0] === 'disk-full' ? 'disk-full' : 'bad';

/** Who may create an account here, and how the server is configured. */
export const ServerSection = (): JSX.Element => {
  const asked = createAsked(() => ask(ADMINISTRATION, 'GET', '/api/administration'));
  return (
    <SettingsSection title={t('administration.server.title')}>
      <AskedStates asked={asked}>
        {(server) => (
          <>
            <p>
              <b>{t('administration.server.people', { count: server().people })}</b>
              <br />
              {t(`administration.server.${server().mode}`)}{' '}
              {t(server().mail ? 'administration.server.mail.on' : 'administration.server.mail.off')}
            </p>
            <Show when={server().restored}>
              {(restored) => (
                <p>
                  {t(restored().noticed ? 'administration.server.noticed' : 'administration.server.restored', {
                    when: momentOf(restored().at, Date.now()),
                  })}
                </p>
              )}
            </Show>
            <p data-health={health(server())}>{t(`administration.server.health.${health(server())}`)}</p>
            <Show when={server().version}>
              {(version) => <p class={style.note}>{t('administration.server.version', { version: version() })}</p>}
            </Show>
          </>
        )}
      </AskedStates>
    </SettingsSection>
  );
};
