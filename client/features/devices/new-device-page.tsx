import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, onMount, Show } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import { Button } from '../../design/button.tsx';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { Problem } from '../security/problem.tsx';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import card from '../sign-in/sign-in-page.module.css';
import { createNewDevice } from './create-new-device.ts';

/** Where the link of a signed-in device leads. Nothing is asked of the server before the person says so. */
export const NewDevicePage = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly token: string;
}): JSX.Element => {
  const model = createNewDevice(
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
    <Show
      when={waiting()}
      fallback={
        <SignInCard
          title={t('device-link.new.title')}
          words={t(props.token === '' ? 'device-link.new.no-token' : 'device-link.new.ask')}
        >
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
        </SignInCard>
      }
    >
      {(now) => (
        <SignInCard
          title={t('device-link.new.wait.title')}
          words={t('device-link.new.wait', { name: now().name })}
          more={<p>{t('device-link.new.wrong', { name: now().name })}</p>}
        >
          {null}
        </SignInCard>
      )}
    </Show>
  );
};
