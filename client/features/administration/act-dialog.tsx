import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type * as v from 'valibot';
import { type AdministeredPerson, RESET_LINK } from '../../../shared/protocol/http-accounts.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/field.tsx';
import { Switch } from '../../design/switch.tsx';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import style from './administration.module.css';

/** Acts on an account that ask for the administrator's own password. */
export type Act = 'reset' | 'on' | 'off' | 'codes' | 'disable' | 'enable' | 'delete';

type ResetLink = v.InferOutput<typeof RESET_LINK>;

const carryOut = (act: Exclude<Act, 'reset'>, path: string, password: string, removes: boolean) => {
  switch (act) {
    case 'codes':
      return ask(ANYTHING, 'POST', `${path}/codes-off`, { password });
    case 'on':
    case 'off':
      return ask(ANYTHING, 'PUT', `${path}/administrator`, { password, administrator: act === 'on' });
    case 'disable':
    case 'enable':
      return ask(ANYTHING, 'PUT', `${path}/disabled`, { password, disabled: act === 'disable' });
    case 'delete':
      return ask(ANYTHING, 'POST', `${path}/delete`, { password, messages: removes ? 'remove' : 'keep' });
  }
};

/** Asks for confirmation and for the administrator's own password, as the server does. */
export const ActDialog = (props: {
  readonly act: Act;
  readonly person: AdministeredPerson;
  /** @param made the link, when one was asked for */
  readonly onDone: (made?: ResetLink) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [password, setPassword] = createSignal('');
  const [removes, setRemoves] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const name = () => props.person.name;
  const submit = async (): Promise<void> => {
    if (busy() || password() === '') return;
    setBusy(true);
    const path = `/api/administration/people/${encodeURIComponent(props.person.userId)}`;
    if (props.act === 'reset') {
      const made = await ask(RESET_LINK, 'POST', `${path}/reset-link`, { password: password() });
      setBusy(false);
      return made.ok ? props.onDone(made.value) : void setProblem(made.error);
    }
    const done = await carryOut(props.act, path, password(), removes());
    setBusy(false);
    if (!done.ok) return void setProblem(done.error);
    app.say(t(`administration.people.${props.act}.done`, { name: name() }));
    props.onDone();
  };
  return (
    <Dialog
      title={t(`administration.people.${props.act}.title`, { name: name() })}
      closeLabel={t('app.close')}
      onClose={props.onClose}
    >
      <form
        class={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{t(`administration.people.${props.act}.words`, { name: name() })}</p>
        <Show when={props.act === 'delete'}>
          <Switch label={t('administration.people.delete.messages')} on={removes()} onChange={setRemoves} />
        </Show>
        <Field
          label={t('administration.people.act.password')}
          type="password"
          autocomplete="current-password"
          value={password()}
          onText={setPassword}
        />
        <Problem is={problem()} />
        <Button
          type="submit"
          variant={['reset', 'on', 'enable'].includes(props.act) ? 'main' : 'danger'}
          disabled={busy() || password() === ''}
        >
          {t(`administration.people.${props.act}`)}
        </Button>
      </form>
    </Dialog>
  );
};
