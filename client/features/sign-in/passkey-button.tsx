import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import style from './sign-in-form.module.css';

/** Browsers make no passkeys for addresses of numbers; offering them there would only disappoint. */
const isPossible = (): boolean => 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname);

export const PasskeyButton = (props: { readonly onDone: () => void }): JSX.Element => {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const use = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const failed = await import('../security/passkeys.ts').then(
      (module) => module.usePasskey(),
      () => t('auth.offline'),
    );
    setBusy(false);
    setProblem(failed);
    if (failed === undefined) props.onDone();
  };
  return (
    <Show when={isPossible()}>
      <Button disabled={busy()} onClick={() => void use()}>
        {t('signin.passkey')}
      </Button>
      <Show when={problem()}>
        {(words) => (
          <p class={style.problem} role="alert">
            <Icon name="alert" />
            <span>{words()}</span>
          </p>
        )}
      </Show>
    </Show>
  );
};
