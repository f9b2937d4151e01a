import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { s } from '../../words/sign-in-words.ts';
import style from './sign-in-form.module.css';

/** Browsers make no passkeys for addresses of numbers; offering them there would only disappoint. */
const isPossible = (): boolean => 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname);

export const PasskeyButton = (props: { readonly onDone: () => void }): JSX.Element => {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const use = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const failed = await import('../security/use-passkey.ts').then(
      (module) => module.usePasskey(),
      () => s('auth.offline'),
    );
    setBusy(false);
    setProblem(failed);
    if (failed === undefined) props.onDone();
  };
  return (
    <Show when={isPossible()}>
      <Button disabled={busy()} onClick={() => void use()}>
        {s('signin.passkey')}
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
