import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../sign-in/messages.ts';
import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { Icon } from '../../design/icon.tsx';
import { Switch } from '../../design/switch.tsx';
import { useApp } from '../app-context.ts';
import { ask, NOTHING } from '../sign-in/ask.ts';
import { PASSWORD_PROBLEM } from '../sign-in/create-sign-in.ts';
import form from '../sign-in/sign-in-form.module.css';
import { createNewPassword } from './create-new-password.ts';
import { NewPasswordField } from './new-password-field.tsx';
import style from './password.module.css';

/** The old password and a new one. */
export const ChangePassword = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  let element: HTMLFormElement | undefined;
  const [current, setCurrent] = createSignal('');
  const [others, setOthers] = createSignal(true);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const fresh = createNewPassword(() => app.me());
  onMount(() => element?.querySelector('input')?.focus());
  const submit = async (): Promise<void> => {
    const mistake = fresh.mistake();
    setProblem(mistake === undefined ? undefined : t(`auth.${PASSWORD_PROBLEM[mistake]}`));
    if (mistake !== undefined || busy()) return;
    setBusy(true);
    const answer = await ask(NOTHING, 'POST', '/api/auth/change-password', {
      currentPassword: current(),
      newPassword: fresh.text(),
      revokeOtherSessions: others(),
    });
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.error === 'wrong' ? t('password.change.wrong') : t(`auth.${answer.error}`));
      return;
    }
    // Signing the others out gives this device a new session; it goes on with that one.
    void app.channel.call('sessionChanged', {});
    app.say(t('password.change.done'));
    props.onClose();
  };
  return (
    <form
      ref={(made) => {
        element = made;
      }}
      class={style.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {/* For password managers, which keep both together. */}
      <input type="text" autocomplete="username" value={app.me().email} readOnly hidden />
      <Field
        label={t('password.change.current')}
        name="password"
        type="password"
        autocomplete="current-password"
        value={current()}
        onText={setCurrent}
      />
      <NewPasswordField model={fresh} label={t('password.change.new')} shown={false} />
      <Switch
        label={t('password.change.others')}
        words={t('password.change.others.words')}
        on={others()}
        onChange={setOthers}
      />
      <Show when={problem()}>
        {(words) => (
          <p class={form.problem} role="alert">
            <Icon name="alert" />
            <span>{words()}</span>
          </p>
        )}
      </Show>
      <div class={style.acts}>
        <Button type="submit" variant="main" disabled={busy()}>
          {t(busy() ? 'password.change.busy' : 'password.change.act')}
        </Button>
        <Button variant="quiet" onClick={() => props.onClose()}>
          {t('password.change.cancel')}
        </Button>
      </div>
    </form>
  );
};
