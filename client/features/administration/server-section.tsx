import { type JSX, Show } from 'solid-js';
import { ADMINISTRATION } from '../../../shared/protocol/http-accounts.ts';
import { a } from '../../words/administration-words.ts';
import { momentOf } from '../../words/dates.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import style from './administration.module.css';
import { AskedStates } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';

/** Who may come to this server, and how it is set. */
export const ServerSection = (): JSX.Element => {
  const asked = createAsked(() => ask(ADMINISTRATION, 'GET', '/api/administration'));
  return (
    <SettingsSection title={a('server.title')}>
      <AskedStates asked={asked}>
        {(server) => (
          <>
            <p>
              <b>{a('server.people', { count: server().people })}</b>
              <br />
              {a(`server.${server().mode}`)} {a(server().mail ? 'server.mail.on' : 'server.mail.off')}
            </p>
            <Show when={server().restored}>
              {(restored) => (
                <p>
                  {a(restored().noticed ? 'server.noticed' : 'server.restored', {
                    when: momentOf(restored().at, Date.now()),
                  })}
                </p>
              )}
            </Show>
            <p class={style.note}>{a('server.change')}</p>
          </>
        )}
      </AskedStates>
    </SettingsSection>
  );
};
