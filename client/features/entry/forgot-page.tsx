import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../sign-in/messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { ask, NOTHING } from '../sign-in/ask.ts';
import type { AuthProblem } from '../sign-in/auth-problem.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import form from '../sign-in/sign-in-form.module.css';
import style from '../sign-in/sign-in-page.module.css';
import { createSignUpState } from '../sign-in/sign-up-state.ts';
import { Problem } from './problem.tsx';

/** A lost password: by mail where the server sends mail, otherwise through its administrator. */
export const ForgotPage = (props: { readonly router: Router }): JSX.Element => {
  const state = createSignUpState();
  const mails = () => {
    const now = state();
    return now.kind !== 'known' || now.mail;
  };
  const [email, setEmail] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [sent, setSent] = createSignal(false);
  const [problem, setProblem] = createSignal<AuthProblem>();
  const send = async (): Promise<void> => {
    setProblem(undefined);
    if (!/^\S+@\S+$/.test(email().trim())) {
      setProblem('email');
      return;
    }
    setBusy(true);
    const answer = await ask(NOTHING, 'POST', '/api/password-reset/ask', { email: email().trim() });
    setBusy(false);
    if (answer.ok) setSent(true);
    else setProblem(answer.error);
  };
  const words = (): string | undefined => {
    if (state().kind === 'asking') return undefined;
    if (sent()) return t('entry.forgot.sent.words', { email: email().trim() });
    return t(mails() ? 'entry.forgot.mail.words' : 'entry.forgot.ask.words');
  };
  return (
    <SignInCard title={t(sent() ? 'entry.forgot.sent.title' : 'entry.forgot.title')} words={words()}>
      <Switch>
        <Match when={!sent() && mails() && state().kind !== 'asking'}>
          <form
            class={form.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <Field
              label={t('field.email')}
              name="email"
              type="email"
              autocomplete="email"
              inputMode="email"
              autocapitalize="none"
              spellcheck={false}
              value={email()}
              onText={setEmail}
            />
            <Show when={problem()}>{(now) => <Problem is={now()} />}</Show>
            <Button type="submit" variant="main" disabled={busy()}>
              {t(busy() ? 'entry.forgot.mail.busy' : 'entry.forgot.mail.act')}
            </Button>
          </form>
        </Match>
      </Switch>
      <p class={style.other}>
        <Link router={props.router} to={{ name: 'sign-in' }}>
          {t('entry.forgot.back')}
        </Link>
      </p>
    </SignInCard>
  );
};
