import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import './messages.ts';
import { createSignal, type JSX, onMount } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import style from './security.module.css';

/** Characters (code points) of a passkey's name. */
const LONGEST = 60;

export const NameForm = (props: {
  readonly name: string;
  readonly onSave: (name: string) => Promise<void>;
  readonly onCancel: () => void;
}): JSX.Element => {
  const [name, setName] = createSignal(props.name);
  const [busy, setBusy] = createSignal(false);
  const [wrong, setWrong] = createSignal(false);
  let form: HTMLFormElement | undefined;
  onMount(() => form?.querySelector('input')?.focus());
  const save = async (): Promise<void> => {
    const given = name().trim();
    setWrong(given === '' || [...given].length > LONGEST);
    if (wrong() || busy()) return;
    setBusy(true);
    await props.onSave(given);
    setBusy(false);
  };
  return (
    <form
      ref={(element) => {
        form = element;
      }}
      class={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={t('security.passkeys.name')}
        hint={t('security.passkeys.name.hint')}
        problem={wrong() ? t('account.problem.name') : undefined}
        dir="auto"
        autocomplete="off"
        value={name()}
        onText={setName}
      />
      <div class={style.row}>
        <Button onClick={() => props.onCancel()}>{t('security.cancel')}</Button>
        <Button type="submit" variant="main" disabled={busy()}>
          {t('security.save')}
        </Button>
      </div>
    </form>
  );
};
