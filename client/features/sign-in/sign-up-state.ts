import { createSignal } from 'solid-js';
import { request } from '../../http/request.ts';

export type SignUpState =
  | { readonly kind: 'asking' }
  /** The server cannot be reached, or is an older one: one tries, and hears. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      readonly mode: 'open' | 'invitation' | 'closed';
      readonly mail: boolean;
      readonly demo: readonly DemoAccount[];
    };

/** Of a demo: whoever opens it may sign in as one of these people. */
export interface DemoAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** ms; then the page goes on without an answer. */
const PATIENCE = 4_000;
const MODES = ['open', 'invitation', 'closed'] as const;

const isDemoAccount = (value: unknown): value is DemoAccount =>
  typeof value === 'object' &&
  value !== null &&
  ['name', 'email', 'password'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

const parse = (body: unknown): SignUpState => {
  if (typeof body !== 'object' || body === null || !('mode' in body)) return { kind: 'unknown' };
  const mode = MODES.find((one) => one === body.mode);
  if (mode === undefined) return { kind: 'unknown' };
  const demo = 'demo' in body && Array.isArray(body.demo) ? body.demo.filter(isDemoAccount) : [];
  return { kind: 'known', mode, mail: 'mail' in body && body.mail === true, demo };
};

/** Who may create an account here, asked once. Without a schema library, which the page before sign-in does not carry. */
export const createSignUpState = (): (() => SignUpState) => {
  const [state, setState] = createSignal<SignUpState>({ kind: 'asking' });
  const ask = async (): Promise<SignUpState> => {
    const answer = await request('GET', '/api/sign-up', { control: { signal: AbortSignal.timeout(PATIENCE) } });
    return answer.ok ? parse(answer.value) : { kind: 'unknown' };
  };
  void ask().then(setState);
  return state;
};
