import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../../i18n/messages.ts';
import '../connection/messages.ts';
import type { JSX } from 'solid-js';
import { Dialog } from '../../design/dialog.tsx';
import { useApp } from '../app-context.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInForm } from './sign-in-form.tsx';

/** The session ended while work goes on. Only the account whose messages are here can sign in again. */
export const SignInAgain = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const model = createSignIn(app.channel, () => ({ kind: 'in' }), app.me().email);
  return (
    <Dialog title={t('signin.again.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <p>{t('connection.sign-in.words')}</p>
      <SignInForm model={model} way="in" lockedEmail onDone={() => props.onClose()} />
    </Dialog>
  );
};
