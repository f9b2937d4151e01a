import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createEffect, createSignal, type JSX, Show } from 'solid-js';
import { INVITER } from '../../../shared/protocol/http-accounts.ts';
import type { Channel } from '../../channel/protocol.ts';
import { goOn, keepJoin } from '../join/pending-join.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { ask } from '../sign-in/ask.ts';
import { ConfirmEmailCard } from '../sign-in/confirm-email-card.tsx';
import { createSignIn } from '../sign-in/create-sign-in.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import { SignInForm } from '../sign-in/sign-in-form.tsx';
import style from '../sign-in/sign-in-page.module.css';
import { createSignUpState } from '../sign-in/sign-up-state.ts';
import { createLinkLookup } from './create-link-lookup.ts';
import { LinkStates } from './link-states.tsx';

/** An invitation to this server: who invites, and the form for a new account. */
export const InvitedPage = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly token: string;
  /** The group link to follow next. */
  readonly group?: string | undefined;
}): JSX.Element => {
  const { lookup, again } = createLinkLookup(
    () => props.token,
    (token) => ask(INVITER, 'POST', '/api/invitations/look', { token }),
  );
  const state = createSignUpState();
  const [confirming, setConfirming] = createSignal(false);
  const model = createSignIn(
    props.channel,
    () => ({ kind: 'up', invitation: props.token }),
    '',
    () => {
      const now = state();
      return now.kind === 'known' && now.mail;
    },
  );
  // Also for people who sign in instead, or confirm an address first.
  createEffect(() => {
    if (props.group !== undefined) keepJoin(props.group);
  });
  const done = (how: 'signed-in' | 'confirm'): void => {
    if (how === 'confirm') setConfirming(true);
    else goOn(props.router);
  };
  return (
    <Show when={!confirming()} fallback={<ConfirmEmailCard router={props.router} email={model.email()} />}>
      <LinkStates
        router={props.router}
        lookup={lookup()}
        again={again}
        goneTitle={t('entry.invited.gone.title')}
        goneWords={t('entry.invited.gone.words')}
      >
        {(found) => (
          <SignInCard
            title={t('entry.invited.title', { name: found.by })}
            words={t(props.group === undefined ? 'entry.invited.words' : 'entry.invited.group.words')}
          >
            <SignInForm model={model} way="up" onDone={done} />
            <p class={style.other}>
              {t('entry.invited.in')}{' '}
              <Link router={props.router} to={{ name: 'sign-in' }}>
                {t('entry.sign-in')}
              </Link>
            </p>
          </SignInCard>
        )}
      </LinkStates>
    </Show>
  );
};
