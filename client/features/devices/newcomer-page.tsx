import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { type JSX, Match, onMount, Show, Switch } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import { Button } from '../../design/button.tsx';
import { Scene } from '../../design/scene.tsx';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { Problem } from '../security/problem.tsx';
import card from '../sign-in/sign-in-page.module.css';
import { createNewcomer } from './create-newcomer.ts';

/** Where the link of a signed-in device leads. Nothing is asked of the server before the person says so. */
export const NewcomerPage = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly token: string;
}): JSX.Element => {
  const model = createNewcomer(
    props.channel,
    () => props.token,
    () => props.router.go({ name: 'list' }, 'replace'),
  );
  // Out of the address, the history and what one might show to others.
  onMount(() => history.replaceState(history.state, '', '/link'));
  const waiting = () => {
    const state = model.state();
    return state.kind === 'waiting' ? state : undefined;
  };
  return (
    <main class={card.page}>
      <div class={card.card}>
        <div class={card.brand}>
          <Scene />
          <p>{t('app.name')}</p>
        </div>
        <Switch
          fallback={
            <>
              <header>
                <h1>{t('device-link.new.title')}</h1>
                <p>{t(props.token === '' ? 'device-link.new.no-token' : 'device-link.new.ask')}</p>
              </header>
              <Problem is={model.problem()} />
              <div class={card.acts}>
                <Show when={props.token !== ''}>
                  <Button variant="main" disabled={model.state().kind === 'claiming'} onClick={() => model.claim()}>
                    {t('device-link.new.go')}
                  </Button>
                </Show>
                <Link router={props.router} to={{ name: 'sign-in' }}>
                  {t('device-link.new.cancel')}
                </Link>
              </div>
            </>
          }
        >
          <Match when={waiting()}>
            {(now) => (
              <header>
                <h1>{t('device-link.new.wait.title')}</h1>
                <p>{t('device-link.new.wait', { name: now().name })}</p>
                <p>{t('device-link.new.wrong', { name: now().name })}</p>
              </header>
            )}
          </Match>
        </Switch>
      </div>
    </main>
  );
};
