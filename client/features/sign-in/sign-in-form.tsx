import { type MessageKey, t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { Field } from '../../design/field.tsx';
import { Icon } from '../../design/icon.tsx';
import { NewPasswordField } from '../password/new-password-field.tsx';
import type { SignIn, SignInOutcome, SignInWay } from './create-sign-in.ts';
import { PasskeyButton } from './passkey-button.tsx';
import style from './sign-in-form.module.css';

const SecondStep = lazy(async () => ({ default: (await import('../security/second-step.tsx')).SecondStep }));

const WORDS = {
  in: { act: 'signin.act', busy: 'signin.busy' },
  up: { act: 'signup.act', busy: 'signup.busy' },
  setup: { act: 'setup.act', busy: 'setup.busy' },
} as const satisfies Record<SignInWay['kind'], Record<'act' | 'busy', MessageKey>>;

export const SignInForm = (props: {
  readonly model: SignIn;
  readonly way: SignInWay['kind'];
  readonly lockedEmail?: boolean;
  readonly onDone: (how: 'signed-in' | 'confirm') => void;
}): JSX.Element => {
  const [shown, setShown] = createSignal(false);
  const isIn = () => props.way === 'in';
  const finish = async (outcome: Promise<SignInOutcome>): Promise<void> => {
    const how = await outcome;
    if (how !== 'failed') props.onDone(how);
  };
  return (
    <Show
      when={props.model.problem() !== 'second-step'}
      fallback={
        <Contained>
          <SecondStep
            titled={props.lockedEmail === true}
            onDone={() => finish(props.model.enter())}
            onBack={() => props.model.startOver()}
          />
        </Contained>
      }
    >
      <form
        class={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void finish(props.model.submit());
        }}
      >
        <Show when={!isIn()}>
          <Field
            label={t('field.name')}
            name="name"
            autocomplete="name"
            dir="auto"
            value={props.model.name()}
            onText={props.model.setName}
          />
        </Show>
        <Field
          label={t(isIn() && !props.lockedEmail ? 'field.login' : 'field.email')}
          name="email"
          type={isIn() && !props.lockedEmail ? 'text' : 'email'}
          autocomplete={isIn() ? 'username' : 'email'}
          inputMode="email"
          autocapitalize="none"
          spellcheck={false}
          readOnly={props.lockedEmail}
          hint={props.lockedEmail ? t('signin.again.device') : undefined}
          value={props.model.email()}
          onText={props.model.setEmail}
        />
        <Show when={props.way === 'up'}>
          <Field
            label={t('field.username')}
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            hint={t('field.username.hint')}
            value={props.model.username()}
            onText={props.model.setUsername}
          />
        </Show>
        <Show
          when={isIn()}
          fallback={<NewPasswordField model={props.model.fresh} label={t('field.password')} shown={shown()} />}
        >
          <Field
            label={t('field.password')}
            name="password"
            type={shown() ? 'text' : 'password'}
            autocomplete="current-password"
            value={props.model.password()}
            onText={props.model.setPassword}
          />
        </Show>
        <label class={style.show}>
          <input type="checkbox" checked={shown()} onChange={(event) => setShown(event.currentTarget.checked)} />
          {t('field.password.show')}
        </label>
        <Show when={props.model.problem()}>
          {(problem) => (
            <p class={style.problem} role="alert">
              <Icon name="alert" />
              <span>{t(`auth.${problem()}`)}</span>
            </p>
          )}
        </Show>
        <Button type="submit" variant="main" disabled={props.model.busy()}>
          {props.model.busy() ? t(WORDS[props.way].busy) : t(WORDS[props.way].act)}
        </Button>
        <Show when={isIn()}>
          <PasskeyButton onDone={() => finish(props.model.enter())} />
        </Show>
      </form>
    </Show>
  );
};
