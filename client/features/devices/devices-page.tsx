import { createResource, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { SESSIONS, type SessionFact } from '../../../shared/protocol/http-devices.ts';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Contained } from '../../design/contained.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page } from '../../design/page.tsx';
import { a } from '../../words/account-words.ts';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import { deviceName, firstUse, lastUse } from './device-words.ts';
import style from './devices-page.module.css';

const LinkDevice = lazy(async () => ({ default: (await import('./link-device.tsx')).LinkDevice }));

/** Where one is signed in, and ending that. */
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
    return problem() ?? (answer?.ok === false ? answer.problem : undefined);
  };
  const others = () => list().filter(({ current }) => !current).length;
  const end = async (what: SessionFact | 'others'): Promise<void> => {
    const done = await ask(ANYTHING, 'DELETE', what === 'others' ? '/api/sessions' : `/api/sessions/${what.id}`);
    setProblem(done.ok ? undefined : done.problem);
    if (done.ok)
      app.say(what === 'others' ? a('devices.others.done') : a('devices.ended', { device: deviceName(what) }));
    void refetch();
  };
  return (
    <Page title={a('devices.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <p class={style.words}>{a('devices.words')}</p>
      <section class={style.link}>
        <p>{a('devices.link.words')}</p>
        <Button look="main" onClick={() => setLinking(true)}>
          {a('devices.link')}
        </Button>
      </section>
      <Show when={sessions.loading && list().length === 0}>
        <p role="status">{a('loading')}</p>
      </Show>
      <Problem is={trouble()} />
      <Show when={trouble() !== undefined}>
        <Button onClick={() => void refetch()}>{a('retry')}</Button>
      </Show>
      <ul class={style.devices}>
        <For each={list()}>
          {(session) => (
            <li>
              <Icon name="device" />
              <p>
                <b>{deviceName(session)}</b>
                <Show when={session.current}>
                  <span class={style.mark}>{a('devices.this')}</span>
                </Show>
                <span>{lastUse(session, app.now())}</span>
                <span>{firstUse(session, app.now())}</span>
              </p>
              <Show when={!session.current}>
                <Button
                  aria-label={a('devices.end.label', { device: deviceName(session) })}
                  onClick={() => setEnding(session)}
                >
                  {a('devices.end')}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={others() > 0}>
        <Button onClick={() => setEnding('others')}>{a('devices.others')}</Button>
      </Show>
      <Show when={ending()} keyed>
        {(what) => (
          <Confirm
            title={what === 'others' ? a('devices.others.title') : a('devices.end.title', { device: deviceName(what) })}
            words={what === 'others' ? a('devices.others.words', { count: others() }) : a('devices.end.words')}
            act={what === 'others' ? a('devices.others') : a('devices.end')}
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
