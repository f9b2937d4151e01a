import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import type { Router } from '../navigation/create-router.ts';
import { ask, NOTHING } from '../sign-in/ask.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import { createLinkLookup } from './create-link-lookup.ts';
import { LinkStates, ToSignIn } from './link-states.tsx';

/** The link in the mail that confirms an address. What programs fetch on their way through a mail confirms nothing. */
export const VerifyPage = (props: { readonly router: Router; readonly token: string }): JSX.Element => {
  const { lookup, again } = createLinkLookup(
    () => props.token,
    (token) => ask(NOTHING, 'POST', '/api/verify-email', { token }),
  );
  return (
    <LinkStates
      router={props.router}
      lookup={lookup()}
      again={again}
      goneTitle={t('entry.verify.gone.title')}
      goneWords={t('entry.verify.gone.words')}
    >
      {() => (
        <SignInCard title={t('entry.verify.done.title')} words={t('entry.verify.done.words')}>
          <ToSignIn router={props.router} />
        </SignInCard>
      )}
    </LinkStates>
  );
};
