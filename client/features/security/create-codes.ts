import { createSignal } from 'solid-js';
import * as v from 'valibot';
import { type AccountProblem, ANYTHING, ask } from './ask.ts';

const ENABLED = v.object({ totpURI: v.string(), backupCodes: v.array(v.string()) });
const RENEWED = v.object({ backupCodes: v.array(v.string()) });

export type CodesStep =
  | { readonly kind: 'password' }
  | { readonly kind: 'scan'; readonly uri: string; readonly codes: readonly string[] }
  | { readonly kind: 'recovery'; readonly codes: readonly string[] };

export type CodesWish = 'on' | 'off' | 'new';

/** Switching codes at sign-in on or off, or making new recovery codes: the password first, then what follows from it. */
export const createCodes = (what: CodesWish, done: { readonly changed: () => void; readonly finished: () => void }) => {
  const [step, setStep] = createSignal<CodesStep>({ kind: 'password' });
  const [problem, setProblem] = createSignal<AccountProblem>();
  const [busy, setBusy] = createSignal(false);

  const run = async (work: () => Promise<AccountProblem | undefined>): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    setProblem(await work());
    setBusy(false);
  };
  const begin = async (password: string): Promise<AccountProblem | undefined> => {
    if (what === 'on') {
      const made = await ask(ENABLED, 'POST', '/api/auth/two-factor/enable', { password });
      if (!made.ok) return made.error;
      setStep({ kind: 'scan', uri: made.value.totpURI, codes: made.value.backupCodes });
    } else if (what === 'new') {
      const made = await ask(RENEWED, 'POST', '/api/auth/two-factor/generate-backup-codes', { password });
      if (!made.ok) return made.error;
      setStep({ kind: 'recovery', codes: made.value.backupCodes });
    } else {
      const off = await ask(ANYTHING, 'POST', '/api/auth/two-factor/disable', { password });
      if (!off.ok) return off.error;
      done.changed();
      done.finished();
    }
    return undefined;
  };
  const check = async (code: string): Promise<AccountProblem | undefined> => {
    const now = step();
    if (now.kind !== 'scan') return undefined;
    const right = await ask(ANYTHING, 'POST', '/api/auth/two-factor/verify-totp', { code: code.replaceAll(/\s/g, '') });
    if (!right.ok) return right.error;
    done.changed();
    setStep({ kind: 'recovery', codes: now.codes });
    return undefined;
  };
  return {
    step,
    problem,
    busy,
    begin: (password: string) => void run(() => begin(password)),
    check: (code: string) => void run(() => check(code)),
  };
};
