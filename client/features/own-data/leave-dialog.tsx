import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type { DeleteAccount } from '../../../shared/protocol/http-devices.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/field.tsx';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { arePasskeysPossible, signInWithPasskey } from '../security/passkeys.ts';
import { Problem } from '../security/problem.tsx';
import style from './own-data.module.css';

/** The last question: what happens to the messages, and the password. */
export const LeaveDialog = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  // Neither is preselected: both cannot be undone.
  const [messages, setMessages] = createSignal<DeleteAccount['messages']>();
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const leave = async (proof: () => Promise<AccountProblem | undefined>, given?: string): Promise<void> => {
    const wish = messages();
    if (wish === undefined || busy()) return;
    setBusy(true);
    const unproven = await proof();
    const done =
      unproven === undefined
        ? await ask(ANYTHING, 'POST', '/api/me/delete', {
            userId: app.me().userId,
            messages: wish,
            ...(given === undefined ? {} : { password: given }),
          })
        : ({ ok: false, error: unproven } as const);
    setBusy(false);
    if (!done.ok) return void setProblem(done.error);
    await app.channel.call('signOut', { force: true });
  };
  const Choice = (own: { readonly value: DeleteAccount['messages'] }): JSX.Element => (
    <label>
      <input type="radio" name="messages" checked={messages() === own.value} onChange={() => setMessages(own.value)} />
      <b>{t(`own-data.delete.${own.value}`)}</b>
      <span>{t(`own-data.delete.${own.value}.words`)}</span>
    </label>
  );
  return (
    <Dialog title={t('own-data.delete.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <form
        class={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void leave(async () => undefined, password());
        }}
      >
        <p>{t('own-data.delete.words')}</p>
        <fieldset class={style.choice}>
          <legend>{t('own-data.delete.messages')}</legend>
          <Choice value="keep" />
          <Choice value="remove" />
        </fieldset>
        <Field
          label={t('own-data.delete.password')}
          type="password"
          autocomplete="current-password"
          value={password()}
          onText={setPassword}
        />
        <Problem is={problem()} />
        <div class={style.acts}>
          <Button type="submit" variant="danger" disabled={busy() || messages() === undefined || password() === ''}>
            {busy() ? t('own-data.delete.busy') : t('own-data.delete.confirm')}
          </Button>
          <Show when={arePasskeysPossible() === 'yes'}>
            <Button disabled={busy() || messages() === undefined} onClick={() => void leave(signInWithPasskey)}>
              {t('own-data.delete.passkey')}
            </Button>
          </Show>
        </div>
      </form>
    </Dialog>
  );
};
