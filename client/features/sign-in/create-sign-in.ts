import { createSignal } from 'solid-js';
import { parseUserName } from '../../../shared/ids/account.ts';
import type { PasswordMistake } from '../../../shared/protocol/password-rule.ts';
import type { Result } from '../../../shared/result.ts';
import type { Channel } from '../../channel/protocol.ts';
import { createNewPassword, type NewPassword } from '../password/create-new-password.ts';
import type { AuthProblem } from './auth-problem.ts';
import { post } from './post.ts';

export type SignInWay =
  | { readonly kind: 'in' }
  /** `invitation`: the token of one. */
  | { readonly kind: 'up'; readonly invitation?: string | undefined }
  | { readonly kind: 'setup'; readonly token: string };

/** `confirm`: an account was made, and a mail is on its way to confirm its address. */
export type SignInOutcome = 'signed-in' | 'confirm' | 'failed';

export interface SignIn {
  readonly name: () => string;
  /** For signing in: an e-mail address or a username. */
  readonly email: () => string;
  readonly username: () => string;
  /** For signing in. */
  readonly password: () => string;
  /** For a new account. */
  readonly fresh: NewPassword;
  readonly setName: (text: string) => void;
  readonly setEmail: (text: string) => void;
  readonly setUsername: (text: string) => void;
  readonly setPassword: (text: string) => void;
  readonly busy: () => boolean;
  readonly problem: () => AuthProblem | undefined;
  readonly submit: () => Promise<SignInOutcome>;
  /** The cookie came another way: signs in with it. */
  readonly enter: () => Promise<'signed-in' | 'failed'>;
  /** Back to the fields. */
  readonly startOver: () => void;
}

export const PASSWORD_PROBLEM: Record<PasswordMistake, AuthProblem> = {
  short: 'password-short',
  long: 'password-long',
  own: 'password-own',
  weak: 'password-weak',
};

const isEmail = (text: string): boolean => /^\S+@\S+$/.test(text.trim());

/** @param confirms whether this server confirms addresses by mail */
export const createSignIn = (
  channel: Channel,
  way: () => SignInWay,
  knownEmail = '',
  confirms: () => boolean = () => false,
): SignIn => {
  const [name, setName] = createSignal('');
  const [email, setEmail] = createSignal(knownEmail);
  const [username, setUsername] = createSignal('');
  const [password, setPassword] = createSignal('');
  const fresh = createNewPassword(() => ({ name: name(), email: email(), username: username() }));
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<AuthProblem>();

  /** What can be said without asking the server. */
  const check = (): AuthProblem | undefined => {
    if (way().kind === 'in') return isEmail(email()) || parseUserName(email()) !== undefined ? undefined : 'login';
    if (name().trim() === '' || [...name()].length > 80) return 'name';
    if (!isEmail(email())) return 'email';
    if (username().trim() !== '' && parseUserName(username()) === undefined) return 'username';
    const mistake = fresh.mistake();
    return mistake === undefined ? undefined : PASSWORD_PROBLEM[mistake];
  };
  const signIn = (secret: string): Promise<Result<void, AuthProblem>> => {
    const login = email().trim();
    return isEmail(login)
      ? post('/api/auth/sign-in/email', { email: login, password: secret })
      : post('/api/auth/sign-in/username', { username: login, password: secret });
  };
  const request = async (): Promise<Result<void, AuthProblem>> => {
    const now = way();
    if (now.kind === 'in') return signIn(password());
    const account = { name: name().trim(), email: email().trim(), password: fresh.text() };
    if (now.kind === 'setup') {
      const made = await post('/api/setup', { ...account, token: now.token });
      // Whether or not setting up signs in by itself, signing in again does no harm.
      return made.ok ? signIn(fresh.text()) : made;
    }
    return post('/api/auth/sign-up/email', {
      ...account,
      ...(username().trim() === '' ? {} : { username: username().trim() }),
      ...(now.invitation === undefined ? {} : { invitation: now.invitation }),
    });
  };

  const submit = async (): Promise<SignInOutcome> => {
    if (busy()) return 'failed';
    const early = check();
    setProblem(early);
    if (early !== undefined) return 'failed';
    setBusy(true);
    const answer = await request();
    if (!answer.ok) {
      setProblem(answer.error);
      setBusy(false);
      return 'failed';
    }
    if (way().kind === 'up' && confirms()) {
      setBusy(false);
      return 'confirm';
    }
    return enter();
  };
  const enter = async (): Promise<'signed-in' | 'failed'> => {
    setBusy(true);
    const result = await channel.call('sessionChanged', {});
    setBusy(false);
    const signedIn = result.ok && result.value.signedIn;
    setProblem(signedIn ? undefined : 'failed');
    return signedIn ? 'signed-in' : 'failed';
  };
  const startOver = (): void => {
    setProblem(undefined);
    setPassword('');
  };

  return {
    name,
    email,
    username,
    password,
    fresh,
    setName,
    setEmail,
    setUsername,
    setPassword,
    busy,
    problem,
    submit,
    enter,
    startOver,
  };
};
