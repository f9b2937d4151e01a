import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { Icon } from '../../design/icon.tsx';
import { type MessageKey, t } from '../../words/t.ts';
import type { SignIn, SignInWay } from './create-sign-in.ts';
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
  readonly onDone: () => void;
}): JSX.Element => {
  const [shown, setShown] = createSignal(false);
  return (
    <Show
      when={props.model.problem() !== 'second-step'}
      fallback={
        <Suspense>
          <SecondStep
            onDone={async () => {
              if (await props.model.enter()) props.onDone();
            }}
            onBack={() => props.model.startOver()}
          />
        </Suspense>
      }
    >
      <form
        class={style.form}
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          if (await props.model.submit()) props.onDone();
        }}
      >
        <Show when={props.way !== 'in'}>
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
          label={t('field.email')}
          name="email"
          type="email"
          autocomplete="username"
          inputMode="email"
          autocapitalize="none"
          spellcheck={false}
          readOnly={props.lockedEmail}
          hint={props.lockedEmail ? t('connection.sign-in.device') : undefined}
          value={props.model.email()}
          onText={props.model.setEmail}
        />
        <Field
          label={t('field.password')}
          name="password"
          type={shown() ? 'text' : 'password'}
          autocomplete={props.way === 'in' ? 'current-password' : 'new-password'}
          hint={props.way === 'in' ? undefined : t('field.password.hint')}
          value={props.model.password()}
          onText={props.model.setPassword}
        />
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
        <Button type="submit" look="main" disabled={props.model.busy()}>
          {props.model.busy() ? t(WORDS[props.way].busy) : t(WORDS[props.way].act)}
        </Button>
        <Show when={props.way === 'in'}>
          <PasskeyButton
            onDone={async () => {
              if (await props.model.enter()) props.onDone();
            }}
          />
        </Show>
      </form>
    </Show>
  );
};
