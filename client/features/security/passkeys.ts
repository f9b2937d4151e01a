import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import * as v from 'valibot';
import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import { type AccountProblem, ANYTHING, type Asked, ask } from './ask.ts';

const PASSKEYS = v.array(v.object({ id: v.string(), name: v.nullish(v.string()), createdAt: v.nullish(v.string()) }));
export type PasskeyFact = v.InferOutput<typeof PASSKEYS>[number];

/** Options that the server made for the browser; only their outline is checked. */
const CREATION = v.custom<PublicKeyCredentialCreationOptionsJSON>((value) =>
  v.is(v.looseObject({ challenge: v.string(), rp: v.looseObject({}) }), value),
);
const REQUEST = v.custom<PublicKeyCredentialRequestOptionsJSON>((value) =>
  v.is(v.looseObject({ challenge: v.string() }), value),
);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

export const listPasskeys = (): Promise<Asked<readonly PasskeyFact[]>> =>
  ask(PASSKEYS, 'GET', '/api/auth/passkey/list-user-passkeys');

/** Makes one on this device, or another that the browser finds, and tells the server. */
export const addPasskey = async (name: string): Promise<AccountProblem | undefined> => {
  const options = await ask(CREATION, 'GET', '/api/auth/passkey/generate-register-options');
  if (!options.ok) return options.error;
  let response: unknown;
  try {
    response = await startRegistration({ optionsJSON: options.value });
  } catch (error) {
    return nameOf(error) === 'InvalidStateError' ? 'passkey-known' : 'passkey';
  }
  const done = await ask(ANYTHING, 'POST', '/api/auth/passkey/verify-registration', { response, name });
  return done.ok ? undefined : done.error;
};

/** The cookie comes with the answer. */
export const signInWithPasskey = async (): Promise<AccountProblem | undefined> => {
  const options = await ask(REQUEST, 'GET', '/api/auth/passkey/generate-authenticate-options');
  if (!options.ok) return options.error;
  let response: unknown;
  try {
    response = await startAuthentication({ optionsJSON: { ...options.value, userVerification: 'required' } });
  } catch {
    return 'passkey';
  }
  const done = await ask(ANYTHING, 'POST', '/api/auth/passkey/verify-authentication', { response });
  return done.ok ? undefined : done.error;
};

/** Signs in with a passkey; why not, in words, or undefined. */
export const usePasskey = async (): Promise<string | undefined> => {
  const problem = await signInWithPasskey();
  return problem === undefined ? undefined : t(`account.problem.${problem}`);
};

export const renamePasskey = async (id: string, name: string): Promise<AccountProblem | undefined> => {
  const done = await ask(ANYTHING, 'POST', '/api/auth/passkey/update-passkey', { id, name });
  return done.ok ? undefined : done.error;
};

export const removePasskey = async (id: string): Promise<AccountProblem | undefined> => {
  const done = await ask(ANYTHING, 'POST', '/api/auth/passkey/delete-passkey', { id });
  return done.ok ? undefined : done.error;
};

/** A number as host name: browsers make no passkeys there. */
export const arePasskeysPossible = (): 'yes' | 'numbers' | 'unsupported' => {
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'numbers';
  return 'PublicKeyCredential' in window ? 'yes' : 'unsupported';
};
