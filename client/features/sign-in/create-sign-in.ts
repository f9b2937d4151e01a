import { createSignal } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import type { AuthProblem } from './auth-problem.ts';
import { post } from './post.ts';

export type SignInWay =
  | { readonly kind: 'in' }
  | { readonly kind: 'up' }
  | { readonly kind: 'setup'; readonly token: string };

export interface SignIn {
  readonly name: () => string;
  readonly email: () => string;
  readonly password: () => string;
  readonly setName: (text: string) => void;
  readonly setEmail: (text: string) => void;
  readonly setPassword: (text: string) => void;
  readonly busy: () => boolean;
  readonly problem: () => AuthProblem | undefined;
  /** Resolves to whether one is signed in now. */
  readonly submit: () => Promise<boolean>;
  /** The cookie has come another way: becomes who it says. Resolves as `submit`. */
  readonly enter: () => Promise<boolean>;
  /** Back to the fields. */
  readonly startOver: () => void;
}

/** What can be said without asking the server. */
const checkFields = (way: SignInWay, name: string, email: string, password: string): AuthProblem | undefined => {
  if (way.kind !== 'in' && (name.trim() === '' || [...name].length > 80)) return 'name';
  if (!/^\S+@\S+$/.test(email.trim())) return 'email';
  if (way.kind !== 'in' && password.length < 8) return 'password-short';
  return undefined;
};

export const createSignIn = (channel: Channel, way: () => SignInWay, knownEmail = ''): SignIn => {
  const [name, setName] = createSignal('');
  const [email, setEmail] = createSignal(knownEmail);
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AuthProblem>();

  const request = (): Promise<AuthProblem | undefined> => {
    const now = way();
    const account = { email: email().trim(), password: password() };
    switch (now.kind) {
      case 'in':
        return post('/api/auth/sign-in/email', account);
      case 'up':
        return post('/api/auth/sign-up/email', { ...account, name: name().trim() });
      case 'setup':
        return setUp(now.token, { ...account, name: name().trim() });
    }
  };
  const setUp = async (token: string, account: { name: string; email: string; password: string }) => {
    const failed = await post('/api/setup', { ...account, token });
    // Whether or not setting up signs in by itself, signing in again does no harm.
    return failed ?? post('/api/auth/sign-in/email', { email: account.email, password: account.password });
  };

  const submit = async (): Promise<boolean> => {
    if (busy()) return false;
    const early = checkFields(way(), name(), email(), password());
    setProblem(early);
    if (early !== undefined) return false;
    setBusy(true);
    const failed = await request();
    if (failed !== undefined) {
      setProblem(failed);
      setBusy(false);
      return false;
    }
    return enter();
  };
  const enter = async (): Promise<boolean> => {
    setBusy(true);
    const result = await channel.call('sessionChanged', {});
    setBusy(false);
    const signedIn = result.ok && result.value.signedIn;
    setProblem(signedIn ? undefined : 'failed');
    return signedIn;
  };
  const startOver = (): void => {
    setProblem(undefined);
    setPassword('');
  };

  return { name, email, password, setName, setEmail, setPassword, busy, problem, submit, enter, startOver };
};
