import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './account-messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { SESSIONS, type SessionFact } from '../../../shared/protocol/http-devices.ts';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Contained } from '../../design/contained.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import { deviceName, firstUse, lastUse } from './device-words.ts';
import style from './devices-page.module.css';

const LinkDevice = lazy(async () => ({ default: (await import('./link-device.tsx')).LinkDevice }));

/** The devices that are signed in, each with a button to sign it out. */
export const DevicesPage = (): JSX.Element => {
  const app = useApp();
  const [sessions, { refetch }] = createResource(() => ask(SESSIONS, 'GET', '/api/sessions'));
  const [ending, setEnding] = createSignal<SessionFact | 'others'>();
  const [linking, setLinking] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const list = (): readonly SessionFact[] => {
    const answer = sessions.latest;
    return answer?.ok === true ? answer.value.sessions : [];
  };
  const trouble = (): AccountProblem | undefined => {
    const answer = sessions.latest;
    return problem() ?? (answer?.ok === false ? answer.error : undefined);
  };
  const others = () => list().filter(({ current }) => !current).length;
  const end = async (what: SessionFact | 'others'): Promise<void> => {
    const done = await ask(ANYTHING, 'DELETE', what === 'others' ? '/api/sessions' : `/api/sessions/${what.id}`);
    setProblem(done.ok ? undefined : done.error);
    if (done.ok)
      app.say(what === 'others' ? t('devices.others.done') : t('devices.ended', { device: deviceName(what) }));
    void refetch();
  };
  return (
    <Page title={t('devices.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <p class={style.words}>{t('devices.words')}</p>
      <section class={style.link}>
        <p>{t('devices.link.words')}</p>
        <Button variant="main" onClick={() => setLinking(true)}>
          {t('devices.link')}
        </Button>
      </section>
      <Show when={sessions.loading && list().length === 0}>
        <p role="status">{t('account.loading')}</p>
      </Show>
      <Problem is={trouble()} />
      <Show when={trouble() !== undefined}>
        <Button onClick={() => void refetch()}>{t('account.retry')}</Button>
      </Show>
      <ul class={style.devices}>
        <For each={list()}>
          {(session) => (
            <li>
              <Icon name="device" />
              <p>
                <b>{deviceName(session)}</b>
                <Show when={session.current}>
                  <span class={style.mark}>{t('devices.this')}</span>
                </Show>
                <span>{lastUse(session, app.now())}</span>
                <span>{firstUse(session, app.now())}</span>
              </p>
              <Show when={!session.current}>
                <Button
                  aria-label={t('devices.end.label', { device: deviceName(session) })}
                  onClick={() => setEnding(session)}
                >
                  {t('devices.end')}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={others() > 0}>
        <Button onClick={() => setEnding('others')}>{t('devices.others')}</Button>
      </Show>
      <Show when={ending()} keyed>
        {(what) => (
          <Confirm
            title={what === 'others' ? t('devices.others.title') : t('devices.end.title', { device: deviceName(what) })}
            words={what === 'others' ? t('devices.others.words', { count: others() }) : t('devices.end.words')}
            act={what === 'others' ? t('devices.others') : t('devices.end')}
            onAct={() => void end(what)}
            onClose={() => setEnding(undefined)}
          />
        )}
      </Show>
      <Contained>
        <Show when={linking()}>
          <LinkDevice
            onClose={() => {
              setLinking(false);
              void refetch();
            }}
          />
        </Show>
      </Contained>
    </Page>
  );
};
