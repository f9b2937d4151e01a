import { t } from '../../i18n/t.ts';
import './acts-messages.ts';
import './messages.ts';
import { For, type JSX, Show } from 'solid-js';
import {
  ADMINISTRATOR_ACT_NAMES,
  ADMINISTRATOR_ACTS,
  type AdministratorActFact,
  type AdministratorActName,
} from '../../../shared/protocol/http-administration.ts';
import { Button } from '../../design/button.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import style from './administration.module.css';
import { AskedStates, problemWords } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';

const isKnown = (act: string): act is AdministratorActName =>
  (ADMINISTRATOR_ACT_NAMES as readonly string[]).includes(act);

const nameOf = (person: AdministratorActFact['person']): string =>
  person === undefined || person.name === '' ? t('acts.gone') : person.name;

/** A newer server may have acts that this app does not know: they keep their name. */
const wordsOf = ({ act, by, person }: AdministratorActFact): string =>
  isKnown(act) ? t(`acts.${act}`, { by: nameOf(by), name: nameOf(person) }) : `${nameOf(by)}: ${act}`;

/** What administrators did, the newest first. */
export const ActsSection = (): JSX.Element => {
  const app = useApp();
  const load = (before?: number) =>
    ask(ADMINISTRATOR_ACTS, 'GET', `/api/administration/acts${before === undefined ? '' : `?before=${before}`}`);
  const asked = createAsked(() => load());
  const more = async (): Promise<void> => {
    const now = asked.value();
    const answer = await load(now?.acts.at(-1)?.place);
    if (!answer.ok) app.say(problemWords(answer.error));
    else asked.set({ acts: [...(now?.acts ?? []), ...answer.value.acts], more: answer.value.more });
  };
  return (
    <SettingsSection title={t('acts.title')} words={t('acts.words')}>
      <AskedStates asked={asked}>
        {(answer) => (
          <>
            <Show when={answer().acts.length > 0} fallback={<p>{t('acts.none')}</p>}>
              <ul class={style.list}>
                <For each={answer().acts}>
                  {(act) => (
                    <li class={style.row}>
                      <p>
                        <span dir="auto">{wordsOf(act)}</span>
                        <small>{momentOf(act.at, app.now())}</small>
                      </p>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
            <Show when={answer().more}>
              <Button onClick={() => void more()}>{t('administration.people.more')}</Button>
            </Show>
          </>
        )}
      </AskedStates>
    </SettingsSection>
  );
};
