import { createSignal, onMount } from 'solid-js';
import type { Answer } from '../sign-in/ask.ts';
import type { AuthProblem } from '../sign-in/auth-problem.ts';

export interface Asked<T> {
  /** The newest answer; undefined before the first. Kept while it is asked for again. */
  readonly value: () => T | undefined;
  readonly set: (value: T) => void;
  /** Why the newest question has no answer. */
  readonly problem: () => AuthProblem | undefined;
  readonly again: () => Promise<void>;
}

/** What only the server knows, asked when it is first shown. */
export const createAsked = <T>(ask: () => Promise<Answer<T>>): Asked<T> => {
  const [value, setValue] = createSignal<T>();
  const [problem, setProblem] = createSignal<AuthProblem>();
  let newest = 0;
  const again = async (): Promise<void> => {
    const own = ++newest;
    const answer = await ask();
    if (own !== newest) return;
    setProblem(answer.ok ? undefined : answer.error);
    if (answer.ok) setValue(() => answer.value);
  };
  onMount(() => void again());
  return { value, set: (next) => setValue(() => next), problem, again };
};
