import { availableParallelism } from 'node:os';
import { hashPassword, verifyPassword } from 'better-auth/crypto';

/** Hashes computed at once: each takes a processor for some 50 ms, and one must stay free for the frames of everybody else. */
const AT_ONCE = Math.min(2, Math.max(1, availableParallelism() - 1));

/** Runs at most some works at once; the others wait in the order in which they came. */
export const createTurns = (atOnce: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The turn is handed on as it is: nobody who comes between takes it.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
};

/** better-auth's own hashes, two at once at most, whatever the number of sign-ins. */
export const createPasswordHashing = () => {
  const inTurn = createTurns(AT_ONCE);
  return {
    hash: (password: string): Promise<string> => inTurn(() => hashPassword(password)),
    verify: (given: { hash: string; password: string }): Promise<boolean> => inTurn(() => verifyPassword(given)),
  };
};
export type PasswordHashing = ReturnType<typeof createPasswordHashing>;
