import {
  type Estimate,
  type PasswordMistake,
  type PasswordOwner,
  passwordMistake,
} from '../../shared/protocol/password-rule.ts';
import type { Failure } from '../http/errors.ts';

const WORDS: Record<PasswordMistake, string> = {
  short: 'This password is too short: it needs at least 8 characters.',
  long: 'This password is too long: it has room for 128 characters.',
  own: 'This password contains your own name or e-mail address, which anybody would try first.',
  weak: 'This password is too easy to guess. Several unusual words are hard to guess and easy to remember.',
};

/** Loaded with the first new password: half a megabyte of common passwords, all of it in this process. */
const loadEstimate = async (): Promise<Estimate> => {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  // 128 characters take up to 50 ms; what is beyond 64 makes no weak password strong that matters.
  const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 64 });
  return (password, own) => estimator.check(password, [...own]).score;
};

let loading: Promise<Estimate> | undefined;

/** Why a new password is not taken; undefined when it is. */
export const checkPassword = async (password: string, owner: PasswordOwner): Promise<Failure | undefined> => {
  loading ??= loadEstimate();
  const mistake = passwordMistake(password, owner, await loading);
  return mistake === undefined ? undefined : { code: 'weak-password', message: WORDS[mistake] };
};
