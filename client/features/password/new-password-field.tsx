import { t } from '../../i18n/t.ts';
import '../sign-in/messages.ts';
import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Field } from '../../design/field.tsx';
import type { NewPassword } from './create-new-password.ts';
import style from './password.module.css';

const STEPS = [1, 2, 3] as const;

/** A field for a new password, which says while the person types how easily it is guessed. */
export const NewPasswordField = (props: {
  readonly model: NewPassword;
  readonly label: string;
  readonly shown: boolean;
}): JSX.Element => {
  const id = createUniqueId();
  const [left, setLeft] = createSignal(false);
  const strength = () => props.model.strength();
  /** A mistake that every unfinished password has is not shown while the person types. */
  const words = () => {
    const mistake = props.model.mistake();
    if (props.model.text() === '' || (mistake === 'short' && !left())) return t('field.password.hint');
    if (mistake !== undefined) return t(`password.${mistake}`);
    const now = strength();
    return now === undefined ? t('field.password.hint') : t(`password.strength.${now}`);
  };
  const shownStrength = () => (words() === t('field.password.hint') ? undefined : strength());
  return (
    <div class={style.field}>
      <Field
        label={props.label}
        name="new-password"
        type={props.shown ? 'text' : 'password'}
        autocomplete="new-password"
        aria-describedby={id}
        value={props.model.text()}
        onText={props.model.set}
        onFocus={() => props.model.prepare()}
        onBlur={() => setLeft(true)}
      />
      <div class={style.meter} data-strength={shownStrength()} aria-hidden="true">
        <For each={STEPS}>{(step) => <i data-on={(shownStrength() ?? -1) >= step ? '' : undefined} />}</For>
      </div>
      <p id={id} class={style.words} data-strength={shownStrength()} aria-live="polite">
        {words()}
      </p>
    </div>
  );
};
