import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../sign-in/messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { RESET_TARGET } from '../../../shared/protocol/http-accounts.ts';
import type { Channel } from '../../channel/protocol.ts';
import { Button } from '../../design/button.tsx';
import type { Router } from '../navigation/create-router.ts';
import { createNewPassword } from '../password/create-new-password.ts';
import { NewPasswordField } from '../password/new-password-field.tsx';
import { ask, NOTHING } from '../sign-in/ask.ts';
import type { AuthProblem } from '../sign-in/auth-problem.ts';
import { PASSWORD_PROBLEM } from '../sign-in/create-sign-in.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import form from '../sign-in/sign-in-form.module.css';
import { createLinkLookup } from './create-link-lookup.ts';
import { LinkStates, ToSignIn } from './link-states.tsx';
import { Problem } from './problem.tsx';

const ResetForm = (props: {
  readonly name: string;
  readonly token: string;
  readonly onDone: () => void;
  readonly onGone: () => void;
}): JSX.Element => {
  // The link does not tell its holder the address; the server checks the password against it.
  const fresh = createNewPassword(() => ({ name: props.name, email: '' }));
  const [shown, setShown] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AuthProblem>();
  const submit = async (): Promise<void> => {
    const mistake = fresh.mistake();
    setProblem(mistake === undefined ? undefined : PASSWORD_PROBLEM[mistake]);
    if (mistake !== undefined || busy()) return;
    setBusy(true);
    const answer = await ask(NOTHING, 'POST', '/api/password-reset', { token: props.token, password: fresh.text() });
    setBusy(false);
    if (answer.ok) props.onDone();
    else if (answer.error === 'link-gone') props.onGone();
    else setProblem(answer.error);
  };
  return (
    <form
      class={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NewPasswordField model={fresh} label={t('entry.reset.password')} shown={shown()} />
      <label class={form.show}>
        <input type="checkbox" checked={shown()} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t('field.password.show')}
      </label>
      <Show when={problem()}>{(now) => <Problem is={now()} />}</Show>
      <Button type="submit" variant="main" disabled={busy()}>
        {t(busy() ? 'entry.reset.busy' : 'entry.reset.act')}
      </Button>
    </form>
  );
};

/** A link for a new password, by mail or from an administrator. */
export const ResetPage = (props: {
  readonly channel: Channel;
  readonly router: Router;
  readonly token: string;
}): JSX.Element => {
  const { lookup, again } = createLinkLookup(
    () => props.token,
    (token) => ask(RESET_TARGET, 'POST', '/api/password-reset/look', { token }),
  );
  const [done, setDone] = createSignal(false);
  const finish = (): void => {
    setDone(true);
    // Whoever is signed in here was signed out with all others, and hears of it now.
    void props.channel.call('sessionChanged', {});
  };
  return (
    <Show
      when={!done()}
      fallback={
        <SignInCard title={t('entry.reset.done.title')} words={t('entry.reset.done.words')}>
          <ToSignIn router={props.router} />
        </SignInCard>
      }
    >
      <LinkStates
        router={props.router}
        lookup={lookup()}
        again={again}
        goneTitle={t('entry.reset.gone.title')}
        goneWords={t('entry.reset.gone.words')}
      >
        {(found) => (
          <SignInCard title={t('entry.reset.title', { name: found.name })} words={t('entry.reset.words')}>
            <ResetForm name={found.name} token={props.token} onDone={finish} onGone={again} />
          </SignInCard>
        )}
      </LinkStates>
    </Show>
  );
};
