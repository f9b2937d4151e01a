import { AsyncLocalStorage } from 'node:async_hooks';

interface Permit {
  readonly claim: () => Promise<boolean>;
  used: boolean;
}

export interface SignUpPermits {
  /**
   * Lets `work`, and all it awaits, make one account. `claim` is asked right before that; when it says no, none is made.
   * @returns what `work` came to, and whether `claim` had said yes
   */
  run<T>(
    claim: () => Promise<boolean>,
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly claimed: boolean }>;
  /** Asked before an account is created. `none`: nobody has decided that one may be created here. */
  use(): Promise<'granted' | 'refused' | 'none'>;
}

/**
 * Accounts are made at one place, deep in better-auth, whichever of its routes or plugins leads there. Who may is decided
 * outside; what was decided travels with the request, not through better-auth's options.
 */
export const createSignUpPermits = (): SignUpPermits => {
  const store = new AsyncLocalStorage<Permit>();
  return {
    run: async (claim, work) => {
      let claimed = false;
      const permit: Permit = {
        used: false,
        claim: async () => {
          claimed = await claim();
          return claimed;
        },
      };
      const result = await store.run(permit, work);
      return { result, claimed };
    },
    use: async () => {
      const permit = store.getStore();
      if (permit === undefined || permit.used) return 'none';
      permit.used = true;
      return (await permit.claim()) ? 'granted' : 'refused';
    },
  };
};
