import { createSignal, type JSX } from 'solid-js';
import type { AdministeredPerson } from '../../../shared/protocol/http-accounts.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/field.tsx';
import { a } from '../../words/administration-words.ts';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import style from './administration.module.css';

/** Makes somebody an administrator, or no longer one. The server asks for one's own password. */
export const AdministratorDialog = (props: {
  readonly person: AdministeredPerson;
  readonly onDone: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const way = () => (props.person.administrator ? 'off' : 'on');
  const name = () => props.person.name;
  const submit = async (): Promise<void> => {
    if (busy() || password() === '') return;
    setBusy(true);
    const body = { administrator: way() === 'on', password: password() };
    const path = `/api/administration/people/${encodeURIComponent(props.person.userId)}/administrator`;
    const done = await ask(ANYTHING, 'PUT', path, body);
    setBusy(false);
    if (!done.ok) return void setProblem(done.problem);
    app.say(a(`people.administrator.${way()}.done`, { name: name() }));
    props.onDone();
  };
  return (
    <Dialog
      title={a(`people.administrator.${way()}.title`, { name: name() })}
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
        <p>{a(`people.administrator.${way()}.words`, { name: name() })}</p>
        <Field
          label={a('people.administrator.password')}
          type="password"
          autocomplete="current-password"
          value={password()}
          onText={setPassword}
        />
        <Problem is={problem()} />
        <Button type="submit" look={way() === 'on' ? 'main' : 'danger'} disabled={busy() || password() === ''}>
          {a(`people.administrator.${way()}`)}
        </Button>
      </form>
    </Dialog>
  );
};
