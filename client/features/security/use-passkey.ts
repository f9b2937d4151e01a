import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import { signInWithPasskey } from './passkeys.ts';

/** Signs in with a passkey; why not, in words, or undefined. Loaded when somebody wants it. */
export const usePasskey = async (): Promise<string | undefined> => {
  const problem = await signInWithPasskey();
  return problem === undefined ? undefined : t(`account.problem.${problem}`);
};
