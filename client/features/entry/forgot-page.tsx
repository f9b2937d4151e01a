import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { w } from '../../words/entry-words.ts';
import { s } from '../../words/sign-in-words.ts';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { ask, NOTHING } from '../sign-in/ask.ts';
import type { AuthProblem } from '../sign-in/auth-problem.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import form from '../sign-in/sign-in-form.module.css';
import style from '../sign-in/sign-in-page.module.css';
import { createSignUpState } from '../sign-in/sign-up-state.ts';
import { Problem } from './problem.tsx';

/** A password that is lost: by mail where there is mail, else by whoever runs the server. */
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
    else setProblem(answer.problem);
  };
  const words = (): string | undefined => {
    if (state().kind === 'asking') return undefined;
    if (sent()) return w('forgot.sent.words', { email: email().trim() });
    return w(mails() ? 'forgot.mail.words' : 'forgot.ask.words');
  };
  return (
    <SignInCard title={w(sent() ? 'forgot.sent.title' : 'forgot.title')} words={words()}>
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
              label={s('field.email')}
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
            <Button type="submit" look="main" disabled={busy()}>
              {w(busy() ? 'forgot.mail.busy' : 'forgot.mail.act')}
            </Button>
          </form>
        </Match>
      </Switch>
      <p class={style.other}>
        <Link router={props.router} to={{ name: 'sign-in' }}>
          {w('forgot.back')}
        </Link>
      </p>
    </SignInCard>
  );
};
