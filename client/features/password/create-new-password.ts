import { createMemo, createSignal } from 'solid-js';
import {
  type Estimate,
  LEAST_SCORE,
  ownWords,
  type PasswordMistake,
  type PasswordOwner,
  passwordMistake,
} from '../../../shared/protocol/password-rule.ts';

/** 0: would not be taken; 1 to 3: the more, the harder to guess. */
type Strength = 0 | 1 | 2 | 3;

export interface NewPassword {
  readonly text: () => string;
  readonly set: (text: string) => void;
  /** Loads the estimator of passwords, when a person is about to choose one. */
  readonly prepare: () => void;
  /** Undefined: nothing typed yet, or the estimator is not here; the server checks it in any case. */
  readonly strength: () => Strength | undefined;
  /** Why it would not be taken. */
  readonly mistake: () => PasswordMistake | undefined;
}

const strengthOf = (score: number): Strength => (score >= 4 ? 3 : score === 3 ? 2 : score >= LEAST_SCORE ? 1 : 0);

export const createNewPassword = (
  owner: () => PasswordOwner,
  load: () => Promise<Estimate> = async () => (await import('./estimate.ts')).estimate,
): NewPassword => {
  const [text, set] = createSignal('');
  const [estimate, setEstimate] = createSignal<Estimate>();
  let asked = false;
  const prepare = (): void => {
    if (asked) return;
    asked = true;
    load().then(
      (loaded) => setEstimate(() => loaded),
      () => {
        // No connection: at the next password, perhaps.
        asked = false;
      },
    );
  };
  const mistake = createMemo(() => passwordMistake(text(), owner(), estimate()));
  const strength = createMemo((): Strength | undefined => {
    const judge = estimate();
    if (text() === '') return undefined;
    if (mistake() !== undefined) return 0;
    return judge === undefined ? undefined : strengthOf(judge(text(), ownWords(owner())));
  });
  return { text, set, prepare, strength, mistake };
};
