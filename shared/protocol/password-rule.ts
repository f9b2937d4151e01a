import { LIMITS } from './limits.ts';

/** Why a new password is not taken. */
export type PasswordMistake = 'short' | 'long' | 'own' | 'weak';

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
  readonly username?: string | null | undefined;
}

/** Estimates how many guesses a password takes, 0 (none worth speaking of) to 4; `own` are words guessed first. */
export type Estimate = (password: string, own: readonly string[]) => number;

/** Below it a password falls to some million guesses. */
export const LEAST_SCORE = 2;
/** Shorter words stand in too many passwords by chance. */
const OWN_CHARACTERS = 4;

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The words of a person that anybody would try first. */
export const ownWords = ({ name, email, username }: PasswordOwner): string[] => {
  const words = [name, ...name.split(/\s+/), email, email.split('@')[0] ?? '', username ?? ''].map((word) =>
    fold(word.trim()),
  );
  return [...new Set(words)].filter((word) => [...word].length >= OWN_CHARACTERS);
};

/** @param estimate undefined: not at hand; then only what needs no dictionary is looked at */
export const passwordMistake = (
  password: string,
  owner: PasswordOwner,
  estimate: Estimate | undefined,
): PasswordMistake | undefined => {
  const length = [...password].length;
  if (length < LIMITS.passwordLeast) return 'short';
  if (length > LIMITS.passwordCharacters) return 'long';
  const own = ownWords(owner);
  const folded = fold(password);
  if (own.some((word) => folded.includes(word))) return 'own';
  return estimate !== undefined && estimate(password, own) < LEAST_SCORE ? 'weak' : undefined;
};
