import { t } from '../../i18n/t.ts';
import '../sign-in/messages.ts';
import '../../i18n/messages.ts';
import type { JSX } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import { Dialog } from '../../design/dialog.tsx';
import { createSignIn } from '../sign-in/create-sign-in.ts';
import { SignInForm } from '../sign-in/sign-in-form.tsx';

/** Only the account whose messages are here can sign in again. */
export const SignInHere = (props: {
  readonly channel: Channel;
  readonly email: string;
  readonly onClose: () => void;
}): JSX.Element => {
  const model = createSignIn(props.channel, () => ({ kind: 'in' }), props.email);
  return (
    <Dialog title={t('signin.again.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <SignInForm model={model} way="in" lockedEmail onDone={props.onClose} />
    </Dialog>
  );
};
