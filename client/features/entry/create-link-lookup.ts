import { createEffect, createSignal, on } from 'solid-js';
import type { Answer } from '../sign-in/ask.ts';

export type LinkLookup<T> =
  | { readonly kind: 'asking' | 'offline' | 'gone' }
  | { readonly kind: 'found'; readonly value: T };

/** What a link's token stands for; asked again for each token. */
export const createLinkLookup = <T>(
  token: () => string,
  ask: (token: string) => Promise<Answer<T>>,
): { readonly lookup: () => LinkLookup<T>; readonly again: () => void } => {
  const [lookup, setLookup] = createSignal<LinkLookup<T>>({ kind: 'asking' });
  const again = async (): Promise<void> => {
    const now = token();
    setLookup({ kind: 'asking' });
    const answer: Answer<T> = now === '' ? { ok: false, error: 'link-gone' } : await ask(now);
    if (now !== token()) return;
    if (answer.ok) setLookup({ kind: 'found', value: answer.value });
    else setLookup({ kind: answer.error === 'link-gone' ? 'gone' : 'offline' });
  };
  createEffect(on(token, () => void again()));
  return { lookup, again: () => void again() };
};
