import { t } from '../../i18n/t.ts';
import '../sign-in/messages.ts';
import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { type AccountProblem, ANYTHING, ask } from './ask.ts';
import { Problem } from './problem.tsx';
import style from './security.module.css';

/** After the password: the code of the app, or a recovery code. The cookie comes with the answer. */
export const SecondStep = (props: {
  /** It says itself what it is: the page or dialog around it is called something else. */
  readonly titled: boolean;
  readonly onDone: () => void;
  readonly onBack: () => void;
}): JSX.Element => {
  const [code, setCode] = createSignal('');
  const [recovery, setRecovery] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  let form: HTMLFormElement | undefined;
  const focus = () => form?.querySelector('input')?.focus();
  onMount(focus);
  const submit = async (): Promise<void> => {
    const given = code().replaceAll(/\s/g, '');
    if (busy() || given === '') return;
    setBusy(true);
    const path = recovery() ? 'verify-backup-code' : 'verify-totp';
    const done = await ask(ANYTHING, 'POST', `/api/auth/two-factor/${path}`, { code: given });
    setBusy(false);
    setProblem(done.ok ? undefined : done.error === 'signed-out' ? 'again' : done.error);
    if (done.ok) props.onDone();
    else focus();
  };
  return (
    <form
      ref={(element) => {
        form = element;
      }}
      class={style.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Show when={props.titled}>
        <h2>{t('step.title')}</h2>
        <p>{t('step.words')}</p>
      </Show>
      <Field
        label={recovery() ? t('step.recovery') : t('step.code')}
        name="code"
        autocomplete={recovery() ? 'off' : 'one-time-code'}
        inputMode={recovery() ? 'text' : 'numeric'}
        autocapitalize="none"
        spellcheck={false}
        value={code()}
        onText={setCode}
      />
      <Problem is={problem()} />
      <Button type="submit" variant="main" disabled={busy()}>
        {t('step.act')}
      </Button>
      <div class={style.row}>
        <Button
          variant="quiet"
          onClick={() => {
            setRecovery(!recovery());
            setCode('');
            setProblem(undefined);
            focus();
          }}
        >
          {recovery() ? t('step.use-code') : t('step.use-recovery')}
        </Button>
        <Show when={!busy()}>
          <Button variant="quiet" onClick={() => props.onBack()}>
            {t('step.back')}
          </Button>
        </Show>
      </div>
    </form>
  );
};
