import { t } from '../../i18n/t.ts';
import './reports-messages.ts';
import { For, type JSX, Show } from 'solid-js';
import * as v from 'valibot';
import { REPORTS, type Report } from '../../../shared/protocol/http-contacts.ts';
import { Button } from '../../design/button.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import { AskedStates, problemWords } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';
import style from './reports-section.module.css';

const aboutOf = ({ kind, name, peer }: Report): string =>
  kind === 'group'
    ? t('reports.about.group', { name: name ?? '' })
    : t('reports.about.direct', { name: peer?.name ?? '' });

const Message = (props: { readonly message: Report['messages'][number] }): JSX.Element => (
  <li>
    <small>
      <Show when={props.message.author} fallback={t('reports.unknown')}>
        {(author) => <b dir="auto">{author().name}</b>}
      </Show>
      <Show when={props.message.deleted}>
        <i>{t('reports.deleted')}</i>
      </Show>
    </small>
    <p dir="auto">{props.message.text === '' ? unopenedWords(undefined) : props.message.text}</p>
  </li>
);

/** Reports to the administrators, open ones first. */
export const ReportsSection = (): JSX.Element => {
  const app = useApp();
  const asked = createAsked(() => ask(REPORTS, 'GET', '/api/administration/reports'));
  const handle = async (report: Report, handled: boolean): Promise<void> => {
    const answer = await ask(v.unknown(), 'PUT', `/api/administration/reports/${report.id}`, { handled });
    if (!answer.ok) app.say(problemWords(answer.error));
    else await asked.again();
  };
  return (
    <SettingsSection title={t('reports.title')}>
      <AskedStates asked={asked}>
        {(answer) => (
          <Show when={answer().reports.length > 0} fallback={<p>{t('reports.none')}</p>}>
            <ul class={style.reports}>
              <For each={answer().reports}>
                {(report) => (
                  <li data-handled={report.handledAt === undefined ? undefined : ''}>
                    <p>
                      <b dir="auto">
                        {t('reports.by', { name: report.by.name, when: momentOf(report.at, app.now()) })}
                      </b>
                      <small dir="auto">{aboutOf(report)}</small>
                    </p>
                    <p dir="auto">{report.reason === '' ? t('reports.reason.none') : report.reason}</p>
                    <Show when={report.messages.length > 0}>
                      <ul class={style.messages}>
                        <For each={report.messages}>{(message) => <Message message={message} />}</For>
                      </ul>
                    </Show>
                    <div class={style.foot}>
                      <Show
                        when={report.handledAt}
                        fallback={
                          <Button
                            aria-label={t('reports.handle.label', { name: report.by.name })}
                            onClick={() => void handle(report, true)}
                          >
                            {t('reports.handle')}
                          </Button>
                        }
                      >
                        {(at) => (
                          <>
                            <small>
                              {t('reports.handled', { name: report.handledBy ?? '', when: momentOf(at(), app.now()) })}
                            </small>
                            <Button variant="quiet" onClick={() => void handle(report, false)}>
                              {t('reports.reopen')}
                            </Button>
                          </>
                        )}
                      </Show>
                    </div>
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
