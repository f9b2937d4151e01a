import { createEffect, createSignal, on } from 'solid-js';
import type { Answer } from '../sign-in/ask.ts';

export type Looked<T> =
  | { readonly kind: 'asking' | 'offline' | 'gone' }
  | { readonly kind: 'found'; readonly value: T };

/** What is behind a link's token; asked anew for each token. */
export const createLooked = <T>(
  token: () => string,
  ask: (token: string) => Promise<Answer<T>>,
): { readonly looked: () => Looked<T>; readonly again: () => void } => {
  const [looked, setLooked] = createSignal<Looked<T>>({ kind: 'asking' });
  const again = async (): Promise<void> => {
    const now = token();
    setLooked({ kind: 'asking' });
    const answer: Answer<T> = now === '' ? { ok: false, error: 'link-gone' } : await ask(now);
    if (now !== token()) return;
    if (answer.ok) setLooked({ kind: 'found', value: answer.value });
    else setLooked({ kind: answer.error === 'link-gone' ? 'gone' : 'offline' });
  };
  createEffect(on(token, () => void again()));
  return { looked, again: () => void again() };
};
