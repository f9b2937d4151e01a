import { t } from '../../i18n/t.ts';
import '../group/messages.ts';
import '../security/messages.ts';
import '../profile/messages.ts';
import './messages.ts';
import { createSignal, For, type JSX } from 'solid-js';
import { CREATED_TOKEN } from '../../../shared/protocol/http-programs.ts';
import { Field } from '../../design/field.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { type AccountProblem, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import style from './programs.module.css';

const ACCESS = ['write', 'read'] as const;
/** 0: no expiry. */
const DAYS = [30, 90, 365, 0] as const;

/** Makes an access token: name, rights, expiry, and the person's password. */
export const TokenDialog = (props: {
  readonly onMade: (token: string) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const [name, setName] = createSignal('');
  const [access, setAccess] = createSignal<(typeof ACCESS)[number]>('write');
  const [days, setDays] = createSignal<number>(DAYS[1]);
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const submit = async (): Promise<void> => {
    if (busy() || name().trim() === '') return;
    setBusy(true);
    const made = await ask(CREATED_TOKEN, 'POST', '/api/tokens', {
      name: name().trim(),
      access: access(),
      ...(days() === 0 ? {} : { days: days() }),
      // Not needed just after signing in with a passkey.
      ...(password() === '' ? {} : { password: password() }),
    });
    setBusy(false);
    setProblem(made.ok ? undefined : made.error);
    if (made.ok) props.onMade(made.value.token);
  };
  return (
    <FormDialog
      title={t('programs.tokens.create')}
      act={t('programs.tokens.create')}
      disabled={busy() || name().trim() === ''}
      onSubmit={() => void submit()}
      onClose={props.onClose}
    >
      <Field
        label={t('profile.name')}
        hint={t('programs.tokens.name.hint')}
        autocomplete="off"
        maxLength={80}
        value={name()}
        onText={setName}
      />
      <label class={style.select}>
        {t('programs.tokens.access')}
        <select onChange={(event) => setAccess(event.currentTarget.value === 'read' ? 'read' : 'write')}>
          <For each={ACCESS}>
            {(value) => (
              <option value={value} selected={value === access()}>
                {t(`programs.tokens.access.${value}`)}
              </option>
            )}
          </For>
        </select>
      </label>
      <label class={style.select}>
        {t('group.links.expiry')}
        <select onChange={(event) => setDays(Number(event.currentTarget.value))}>
          <For each={DAYS}>
            {(value) => (
              <option value={value} selected={value === days()}>
                {value === 0 ? t('group.links.days.none') : t('group.links.days', { count: value })}
              </option>
            )}
          </For>
        </select>
      </label>
      <Field
        label={t('security.codes.password')}
        type="password"
        autocomplete="current-password"
        value={password()}
        onText={setPassword}
      />
      <Problem is={problem()} />
    </FormDialog>
  );
};
